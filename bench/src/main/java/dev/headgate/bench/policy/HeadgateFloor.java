package dev.headgate.bench.policy;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.CallSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.ChainHeads;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.send.NodeState;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The real floor under heads, asked as `request.Relay` asks it: which nodes of a plan may answer a
/// call for the head now. While none of them is known to be at the floor, they are asked for their
/// heads, one question in flight per node, and the call waits.
final class HeadgateFloor {
  /// As `request.WaitingRoom` begins: nodes that have not got there are asked again so soon.
  private static final long AGAIN = 10 * Span.MILLI;

  /// What a call may do.
  sealed interface Admission {

    /// It may go to these nodes.
    record Go(Plan plan) implements Admission {}

    /// It asks again after so many nanoseconds.
    record Wait(long nanos) implements Admission {}
  }

  private final Events events;
  private final Map<Node, HeadgateLane> lanes = new HashMap<>();
  private final Set<Node> asked = new HashSet<>();
  private final ChainHeads heads;
  private final long mostWait;
  private ChainHealth last;

  HeadgateFloor(
      Chain chain, List<HeadgateLane> all, CallSettings calls, Duration old, Events events) {
    this.events = events;
    Map<Node, NodeState> states = new HashMap<>();
    for (HeadgateLane lane : all) {
      lanes.put(lane.node().node(), lane);
      states.put(lane.node().node(), lane.state());
    }
    heads =
        new ChainHeads(
            chain,
            states,
            Floor.Rules.of(calls.headGrace(), calls.headWait()),
            old,
            events.clock());
    mostWait = calls.headWait().toNanos();
    last = ChainHealth.unknown(chain, events.clock().instant());
  }

  void published(ChainHealth picture) {
    heads.published(last, picture);
    last = picture;
  }

  long now() {
    return heads.floor(events.now());
  }

  boolean believable(long head) {
    return heads.believable(head);
  }

  void delivered(long head) {
    if (heads.believable(head)) {
      heads.delivered(head);
    }
  }

  /// A node answered with this head.
  void shown(HeadgateLane lane, long head) {
    if (heads.believable(head)) {
      heads.shown(lane.state(), head);
    }
  }

  /// Whether a call may go on.
  ///
  /// @param plan by the latest picture
  /// @param tried the nodes that it was sent to
  /// @param waitedNanos for how long it has waited here already
  Admission admit(Plan plan, List<Node> tried, long waitedNanos) {
    if (heads.isOld(events.now()) && waitedNanos < mostWait) {
      return new Admission.Wait(Math.min(AGAIN, mostWait - waitedNanos));
    }
    long floor = now();
    if (floor == Floor.NONE) {
      return new Admission.Go(plan);
    }
    List<Node> fit = left(plan.nodes().subList(0, plan.fit()), tried);
    List<Node> serving =
        fit.isEmpty() ? left(plan.nodes().subList(plan.fit(), plan.nodes().size()), tried) : fit;
    if (serving.isEmpty()) {
      return new Admission.Go(plan);
    }
    List<Node> there = serving.stream().filter(node -> head(node) >= floor).toList();
    if (!there.isEmpty()) {
      return new Admission.Go(new Plan(there, there.size()));
    }
    if (waitedNanos >= mostWait) {
      List<Node> freshest =
          serving.stream().sorted(Comparator.comparingLong(this::head).reversed()).toList();
      return new Admission.Go(new Plan(freshest, freshest.size()));
    }
    serving.forEach(this::ask);
    return new Admission.Wait(Math.min(AGAIN, mostWait - waitedNanos));
  }

  private List<Node> left(List<Node> nodes, List<Node> tried) {
    return nodes.stream()
        .filter(node -> !tried.contains(node) && lane(node).state().breaker().lets())
        .toList();
  }

  private void ask(Node node) {
    if (asked.add(node)) {
      lane(node)
          .ask(said -> {
            asked.remove(node);
            if (said instanceof Said.Head head) {
              shown(lane(node), head.number());
            }
          });
      // A node that says nothing may be asked anew on another connection.
      events.inGateway(events.now() + 500 * Span.MILLI, () -> asked.remove(node));
    }
  }

  private long head(Node node) {
    return lane(node).state().head();
  }

  private HeadgateLane lane(Node node) {
    return Objects.requireNonNull(lanes.get(node));
  }
}
