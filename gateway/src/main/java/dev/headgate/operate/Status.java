package dev.headgate.operate;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Deed;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Order;
import dev.headgate.health.judge.ScoreParts;
import dev.headgate.request.send.NodeLatencies;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What the status page tells, in the words of its JSON: each component is a key, and an empty
/// Optional is `null`. It names nodes and reasons, never an address or a header.
///
/// @param uptimeSeconds since this gateway started
/// @param chains by name, in the order of the configuration
record Status(
    String version, long uptimeSeconds, Map<String, ChainStatus> chains, HostStatus host) {

  /// One chain.
  ///
  /// @param head the highest head that is believed
  /// @param floor below it no head-relative call is answered while a node is at it
  /// @param stalled whether every fit node has long stood at its head
  /// @param forked whether nodes are on different forks
  /// @param paused who left the active node alone; null when it is judged
  /// @param held which node keeps its place by order; null when none does
  /// @param waiting a switchover that waits for its node; null when none does
  /// @param alarms what a person should look at
  record ChainStatus(
      Optional<String> active,
      OptionalLong head,
      OptionalLong floor,
      boolean degraded,
      boolean standbyReady,
      boolean stalled,
      boolean forked,
      Optional<Mark> paused,
      Optional<Held> held,
      Optional<Waiting> waiting,
      List<Alarm> alarms,
      List<NodeStatus> nodes,
      List<FailoverStatus> failovers) {

    static ChainStatus of(
        ChainHealth health,
        OptionalLong floor,
        NodeLatencies latencies,
        FailoverTimes failoverTimes) {
      return new ChainStatus(
          health.active().map(Node::name),
          health.tip(),
          floor,
          health.degraded(),
          health.standbyReady(),
          health.stalled(),
          health.forked(),
          health.orders().paused().map(Mark::of),
          health.orders().hold().map(hold -> new Held(hold.node(), Mark.of(hold.deed()))),
          health.orders().waiting().map(Waiting::of),
          health.alarms().stream().map(alarm -> Alarm.of(alarm, health)).toList(),
          nodes(health, latencies),
          // The first choice at the start left no node behind: it is no failover.
          health.failovers().stream()
              .filter(FailoverTimes::hadActive)
              .map(failover -> FailoverStatus.of(failover, failoverTimes))
              .toList());
    }

    /// Those that have no verdict yet come last.
    private static List<NodeStatus> nodes(ChainHealth health, NodeLatencies latencies) {
      List<Node> judged = health.nodes().stream().map(NodeHealth::node).toList();
      Stream<NodeStatus> known =
          health.nodes().stream()
              .map(node ->
                  NodeStatus.of(
                      node, Latency.of(node.node(), latencies), cordoned(health, node.node())));
      Stream<NodeStatus> unknown =
          health.chain().judged().stream()
              .filter(node -> !judged.contains(node))
              .map(node ->
                  NodeStatus.unknown(node, Latency.of(node, latencies), cordoned(health, node)));
      return Stream.concat(known, unknown).toList();
    }

    private static Optional<Mark> cordoned(ChainHealth health, Node node) {
      return Optional.ofNullable(health.orders().cordoned().get(node.name())).map(Mark::of);
    }
  }

  /// Who ordered something that is in force.
  ///
  /// @param at ISO 8601, UTC
  /// @param why empty when no reason was given
  record Mark(String at, String by, String why) {
    static Mark of(Deed deed) {
      return new Mark(deed.at().toString(), deed.who(), deed.why());
    }

    /// "alice: kernel upgrade".
    String words() {
      return why.isEmpty() ? by : by + ": " + why;
    }
  }

  /// The node that keeps its place by order.
  record Held(String node, Mark order) {}

  /// A switchover that waits.
  ///
  /// @param to null for whichever is first
  /// @param until ISO 8601, UTC
  record Waiting(Optional<String> to, String until, Mark order) {
    static Waiting of(Order.Switchover order) {
      return new Waiting(order.to(), order.until().toString(), Mark.of(order.deed()));
    }
  }

  /// @param what in a few words
  /// @param acknowledged by whom; null when nobody has said that it was seen
  record Alarm(String what, Optional<Mark> acknowledged) {
    static Alarm of(String what, ChainHealth health) {
      return new Alarm(
          what, Optional.ofNullable(health.orders().acknowledged().get(what)).map(Mark::of));
    }
  }

  /// One node.
  ///
  /// @param reason why it is unfit, or a remark on a fit one
  /// @param lagMs for how long another node has had a head that this one lacks
  /// @param score 0 (worst) to 1 (best)
  /// @param latencyMs of real calls
  /// @param webSocket `none`, `up` (it pushes its heads) or `down`
  /// @param scoreParts whose product the score is; null while unknown
  /// @param weight percent of trust, less while it is newly back
  /// @param lacks what it cannot do and the active node can
  /// @param cordoned by whom; null when it is not
  record NodeStatus(
      String name,
      String role,
      boolean fit,
      String reason,
      OptionalLong head,
      OptionalLong lagBlocks,
      OptionalLong lagMs,
      OptionalDouble score,
      Latency latencyMs,
      String webSocket,
      String breaker,
      Optional<ScoreParts> scoreParts,
      int weight,
      List<String> lacks,
      Optional<Mark> cordoned) {

    static NodeStatus of(NodeHealth health, Latency latency, Optional<Mark> cordoned) {
      return new NodeStatus(
          health.node().name(),
          Labels.of(health.node().role()),
          health.fit(),
          health.verdict().reason(),
          health.head(),
          OptionalLong.of(health.lagBlocks()),
          OptionalLong.of(health.lagMillis()),
          OptionalDouble.of(rounded(health.score())),
          latency,
          Labels.of(health.webSocket()),
          Labels.of(health.breaker()),
          Optional.of(
              new ScoreParts(
                  rounded(health.parts().latency()),
                  rounded(health.parts().freshness()),
                  rounded(health.parts().success()))),
          health.weight(),
          health.lacks(),
          cordoned);
    }

    static NodeStatus unknown(Node node, Latency latency, Optional<Mark> cordoned) {
      return new NodeStatus(
          node.name(),
          Labels.of(node.role()),
          false,
          "not judged yet",
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          latency,
          node.hasWs() ? "down" : "none",
          "closed",
          Optional.empty(),
          0,
          List.of(),
          cordoned);
    }
  }

  /// Milliseconds that real calls took lately; empty while there were too few.
  record Latency(OptionalDouble p50, OptionalDouble p99) {
    static Latency of(Node node, NodeLatencies latencies) {
      return new Latency(
          rounded(latencies.quantileMillis(node, 0.5)),
          rounded(latencies.quantileMillis(node, 0.99)));
    }
  }

  /// One change of the active node.
  ///
  /// @param at ISO 8601, UTC
  /// @param from empty for the first choice
  /// @param detectMs from the first sign of trouble to the decision
  /// @param switchMs from the decision to the new node's first answer to a call; empty until then,
  ///   and for the first choice
  /// @param evidence what was believed of each node at that moment
  record FailoverStatus(
      String at,
      String from,
      String to,
      String reason,
      String sentence,
      long detectMs,
      OptionalDouble switchMs,
      List<Evidence> evidence) {

    static FailoverStatus of(Failover failover, FailoverTimes times) {
      return new FailoverStatus(
          failover.at().toString(),
          failover.from(),
          failover.to(),
          failover.reason(),
          failover.sentence(),
          failover.detectMillis(),
          times.switchTime(failover).map(FailoverStatus::millis).orElse(OptionalDouble.empty()),
          failover.evidence().stream().map(Evidence::of).toList());
    }

    private static OptionalDouble millis(Duration duration) {
      return OptionalDouble.of(rounded(duration.toNanos() / 1e6));
    }
  }

  /// What was believed of one node when the active one changed.
  record Evidence(
      String node,
      boolean fit,
      String reason,
      OptionalLong head,
      long lagBlocks,
      long lagMs,
      double score,
      String breaker) {

    static Evidence of(NodeHealth health) {
      return new Evidence(
          health.node().name(),
          health.fit(),
          health.verdict().reason(),
          health.head(),
          health.lagBlocks(),
          health.lagMillis(),
          rounded(health.score()),
          Labels.of(health.breaker()));
    }
  }

  /// The host agent.
  ///
  /// @param mode `off`, `observe`, `plan` or `enforce`
  record HostStatus(String mode) {}

  private static OptionalDouble rounded(OptionalDouble value) {
    return value.isPresent() ? OptionalDouble.of(rounded(value.getAsDouble())) : value;
  }

  /// To a thousandth: what is beyond is noise to a reader.
  private static double rounded(double value) {
    return Math.round(value * 1e3) / 1e3;
  }
}
