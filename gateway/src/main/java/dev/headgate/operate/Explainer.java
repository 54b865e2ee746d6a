package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.operate.Explanation.Place;
import dev.headgate.operate.Status.Latency;
import dev.headgate.request.Floors;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodTable;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.Planner;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.NodeLatencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// Explains where calls go, from the same rules, picture and plan that the calls themselves go by.
/// Thread-safe.
public final class Explainer {
  private final Function<Chain, MethodRules> rules;
  private final Lacks lacks;
  private final Floors floors;
  private final NodeLatencies latencies;

  /// An explainer of the chains that have rules.
  ///
  /// @param rules those of the request path
  public Explainer(
      Function<Chain, MethodRules> rules, Lacks lacks, Floors floors, NodeLatencies latencies) {
    this.rules = rules;
    this.lacks = lacks;
    this.floors = floors;
    this.latencies = latencies;
  }

  /// Where a call of the method would go now.
  ///
  /// @param health of a chain that has rules
  Explanation explain(ChainHealth health, String name) {
    Chain chain = health.chain();
    Method method = MethodTable.named(name);
    MethodRules.Rule rule = rules.apply(chain).of(name);
    Plan plan = Planner.plan(rule, method.methodClass(), health);
    OptionalLong floor = floors.floor(chain);
    List<Place> order = order(health, plan, name, floor);
    Optional<Place> first =
        order.stream()
            .filter(p -> p.place() > 0 && !p.lacksMethod() && !p.breaker().equals("open"))
            .findFirst();
    return new Explanation(
        chain.name(),
        name,
        method.methodClass().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        method.cheap(),
        word(rule),
        floor,
        first.map(Place::node),
        why(rule, health, first),
        order);
  }

  private static String word(MethodRules.Rule rule) {
    return switch (rule) {
      case MethodRules.Rule.Denied() -> "denied";
      case MethodRules.Rule.Free() -> "free";
      case MethodRules.Rule.Routed _ -> "routed";
    };
  }

  private static String why(MethodRules.Rule rule, ChainHealth health, Optional<Place> first) {
    if (rule instanceof MethodRules.Rule.Denied) {
      return "is denied by `methods`, no node is asked";
    }
    if (!health.judged()) {
      return "is answered with 503, the nodes have not been seen yet";
    }
    if (first.isEmpty()) {
      return "is answered with 503, no node can serve it";
    }
    return "goes to " + first.get().node() + ", " + first.get().why();
  }

  private List<Place> order(ChainHealth health, Plan plan, String method, OptionalLong floor) {
    List<Node> others =
        health.chain().nodes().stream().filter(node -> !plan.nodes().contains(node)).toList();
    List<Place> places = new ArrayList<>();
    Stream.concat(plan.nodes().stream(), others.stream())
        .forEach(node -> {
          int place = plan.nodes().indexOf(node) + 1;
          places.add(place(health, node, place, method, floor));
        });
    return places;
  }

  private Place place(ChainHealth health, Node node, int place, String method, OptionalLong floor) {
    Optional<NodeHealth> found =
        health.nodes().stream().filter(each -> each.node().equals(node)).findFirst();
    OptionalLong head = found.map(NodeHealth::head).orElseGet(OptionalLong::empty);
    boolean missing = lacks.hasNot(node, method);
    boolean atFloor =
        floor.isEmpty() || (head.isPresent() && head.getAsLong() >= floor.getAsLong());
    return new Place(
        place,
        node.name(),
        Labels.of(node.role()),
        node.isRelay() || found.filter(NodeHealth::fit).isPresent(),
        head,
        atFloor,
        found.map(NodeHealth::lagBlocks).orElse(0L),
        found.map(NodeHealth::lagMillis).orElse(0L),
        Math.round(found.map(NodeHealth::score).orElse(0.0) * 1e3) / 1e3,
        Math.round(found.map(NodeHealth::probeMillis).orElse(-1.0) * 1e3) / 1e3,
        Latency.of(node, latencies),
        Labels.of(found.map(NodeHealth::breaker).orElse(BreakerState.CLOSED)),
        missing,
        why(health, node, found, place, missing, atFloor));
  }

  private static String why(
      ChainHealth health,
      Node node,
      Optional<NodeHealth> found,
      int place,
      boolean lacks,
      boolean atFloor) {
    List<String> parts = new ArrayList<>();
    if (node.isRelay()) {
      parts.add(place == 0 ? "a relay that this method is not routed to" : "a relay, routed to");
    } else if (found.isEmpty()) {
      parts.add("not judged yet");
    } else {
      NodeHealth judged = found.get();
      boolean active = health.active().filter(node::equals).isPresent();
      String fit = judged.fit() ? "fit" : "unfit";
      parts.add(active ? "the active node, " + fit : fit);
      if (!judged.verdict().reason().isEmpty()) {
        parts.add(judged.verdict().reason());
      }
      if (!atFloor) {
        parts.add("below the floor: calls about the head pass it over until it has caught up");
      }
    }
    if (lacks) {
      parts.add("said that it does not serve this method, so it is passed over");
    }
    return String.join(", ", parts);
  }
}
