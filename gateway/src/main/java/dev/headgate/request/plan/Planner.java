package dev.headgate.request.plan;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.decode.MethodClass;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Picks the nodes for a call from the chain's latest picture.
public final class Planner {
  private Planner() {}

  /// The nodes for a call of class `c` under `rule` that no node was asked yet.
  public static Plan plan(MethodRules.Rule rule, MethodClass c, ChainHealth health) {
    return plan(rule, c, health, null);
  }

  /// The nodes for a call of class `c` under `rule`.
  ///
  /// A transaction's plan, or a bundle's, keeps to one kind of mempool, that of its first node:
  /// what was meant for a private one must not go to a public one, and no attempt's fate is ever
  /// quite sure. The first node that was tried decides, whatever the picture has become since.
  ///
  /// @param first the node that was asked first of all; null when none was yet
  public static Plan plan(
      MethodRules.Rule rule, MethodClass c, ChainHealth health, @Nullable Node first) {
    Plan plan =
        switch (rule) {
          case MethodRules.Rule.Denied() -> new Plan(List.of(), 0);
          case MethodRules.Rule.Free() -> new Plan(health.order(), health.fitCount());
          case MethodRules.Rule.Routed(List<Node> nodes) -> routed(nodes, health);
        };
    return c.keepsMempool() ? oneMempool(plan, first) : plan;
  }

  /// A relay has no verdict and is taken as fit; any other node only while the picture lets it
  /// serve.
  private static Plan routed(List<Node> nodes, ChainHealth health) {
    List<Node> fit =
        nodes.stream().filter(node -> node.isRelay() || health.order().contains(node)).toList();
    return new Plan(fit, fit.size());
  }

  private static Plan oneMempool(Plan plan, @Nullable Node first) {
    if (plan.nodes().isEmpty()) {
      return plan;
    }
    boolean hidden = (first == null ? plan.nodes().getFirst() : first).privateMempool();
    if (plan.nodes().stream().allMatch(node -> node.privateMempool() == hidden)) {
      return plan;
    }
    List<Node> fit = plan.nodes().subList(0, plan.fit());
    return new Plan(
        plan.nodes().stream().filter(node -> node.privateMempool() == hidden).toList(),
        (int) fit.stream().filter(node -> node.privateMempool() == hidden).count());
  }
}
