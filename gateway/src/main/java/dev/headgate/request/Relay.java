package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.request.decode.Call;
import dev.headgate.request.decode.CallReader;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.decode.Request;
import dev.headgate.request.decode.RpcError;
import dev.headgate.request.plan.MethodRules.Rule;
import dev.headgate.request.plan.NextStep;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.Planner;
import dev.headgate.request.plan.RetryBudget;
import dev.headgate.request.plan.RetryPolicy;
import dev.headgate.request.plan.Standing;
import dev.headgate.request.send.Lane;
import dev.headgate.request.send.NodeState;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The calls of one chain on one event loop: reads a request, finds the nodes for each call, and
/// says what follows when an attempt has ended. Belongs to its loop.
public final class Relay {
  /// A node that failed a call so lately takes no move for free.
  private static final long QUIET_NANOS = 1_000_000_000L;

  private final RelaySettings settings;
  private final RetryBudget budget;

  public Relay(RelaySettings settings) {
    this.settings = settings;
    budget = new RetryBudget(settings.retryPercent(), settings.retriesPerSecond(), now());
  }

  /// Takes a request.
  ///
  /// @param body of the request, all of it; the relay owns it
  /// @return the journey, so that it can be told when the client leaves
  public Journey take(ByteBuf body, Transport transport, Replies replies) {
    return take(body, transport, replies, now());
  }

  /// Takes a request whose deadlines count from an earlier moment.
  Journey take(ByteBuf body, Transport transport, Replies replies, long startNanos) {
    Journey journey = new Journey(this, body, transport, replies, startNanos);
    switch (CallReader.read(body, settings.limits())) {
      case Request.Refused(RpcError error) -> journey.refuse(error);
      case Request.Single(Call call) -> journey.single(call);
      case Request.Single(var element) -> journey.bad(element);
      case Request.Batch(var elements) -> journey.batch(elements);
    }
    return journey;
  }

  RelaySettings settings() {
    return settings;
  }

  long now() {
    return settings.send().clock().nanos();
  }

  void countCall(long now) {
    budget.call(now);
  }

  Rule rule(Call call) {
    return settings.rules().of(call.method().name());
  }

  /// The nodes for a call by the picture of this moment.
  Plan plan(CallState state) {
    MethodClass c = state.call.method().methodClass();
    return Planner.plan(state.rule, c, settings.health().latest(), state.first);
  }

  /// What follows for a call after an attempt of it.
  NextStep after(MethodClass c, Plan plan, CallState state, Outcome outcome) {
    long now = now();
    Node next = peek(plan, state);
    boolean quiet = next != null && quiet(lane(next).state(), now);
    Standing standing =
        new Standing(
            next != null,
            quiet,
            state.moved,
            state.againUsed,
            budget.available(now),
            state.ambiguous);
    return RetryPolicy.after(c, standing, outcome);
  }

  void spend() {
    budget.spend();
    settings.send().recorder().retryBudget(settings.chain(), budget.remaining());
  }

  boolean mayHedge() {
    return budget.available(now());
  }

  private static boolean quiet(NodeState state, long now) {
    return !state.failedWithin(QUIET_NANOS, now) && state.breaker().lets();
  }

  /// The node that [#pick(Plan, CallState)] would choose, without taking its permit.
  private @Nullable Node peek(Plan plan, CallState state) {
    for (Node node : plan.nodes()) {
      if (suits(node, state) && lane(node).state().breaker().lets()) {
        return node;
      }
    }
    return lastResort(plan, state);
  }

  /// The best node that was not tried and whose breaker gives a permit; else the best that at least
  /// answers probes: an open breaker must not take the last node away.
  @Nullable Choice pick(Plan plan, CallState state) {
    for (Node node : plan.nodes()) {
      if (suits(node, state) && lane(node).state().breaker().tryAcquire()) {
        return new Choice(lane(node), true);
      }
    }
    Node last = lastResort(plan, state);
    return last == null ? null : new Choice(lane(last), false);
  }

  /// A second node for a hedge: fit, at the head, with a permit.
  @Nullable Lane pickHedge(Plan plan, CallState state) {
    ChainHealth health = settings.health().latest();
    for (Node node : plan.nodes().subList(0, plan.fit())) {
      if (suits(node, state)
          && current(health, node)
          && lane(node).state().breaker().tryAcquire()) {
        return lane(node);
      }
    }
    return null;
  }

  private boolean suits(Node node, CallState state) {
    return !state.tried.contains(node) && !settings.missing().has(node, state.call.method().name());
  }

  private @Nullable Node lastResort(Plan plan, CallState state) {
    ChainHealth health = settings.health().latest();
    for (Node node : plan.nodes()) {
      if (!state.tried.contains(node) && (node.isRelay() || reachable(health, node))) {
        return node;
      }
    }
    return null;
  }

  private static boolean reachable(ChainHealth health, Node node) {
    NodeHealth found = find(health, node);
    return found != null && found.reachable();
  }

  private boolean current(ChainHealth health, Node node) {
    NodeHealth found = find(health, node);
    return found == null || found.lagMillis() <= settings.headGrace().toMillis();
  }

  private static @Nullable NodeHealth find(ChainHealth health, Node node) {
    for (NodeHealth each : health.nodes()) {
      if (each.node().equals(node)) {
        return each;
      }
    }
    return null;
  }

  Lane lane(Node node) {
    return Objects.requireNonNull(settings.lanes().get(node));
  }

  /// Why there is no node left for a call, in a clause: what its attempts met, and what is held
  /// against the nodes.
  String whyNone(CallState state) {
    ChainHealth health = settings.health().latest();
    if (!health.judged()) {
      return "the nodes have not been seen yet";
    }
    List<String> whys = new ArrayList<>(state.failures);
    for (NodeHealth node : health.nodes()) {
      if (!node.verdict().reason().isEmpty()) {
        whys.add(node.node() + " " + node.verdict().reason());
      }
    }
    return whys.isEmpty() ? "no node can serve" : "no node can serve; " + String.join("; ", whys);
  }

  /// A node and whether its breaker gave a permit.
  record Choice(Lane lane, boolean permitted) {}
}
