package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.time.SteadyClock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// The handles of one node, all made beforehand.
final class NodeMeters {
  private final Meters meters;
  private final Node node;
  private final String chain;
  private final Tags tags;
  private final EnumCounters<End> attempts;
  private final Timer duration;
  private final Timer connect;
  private final Timer arrival;

  NodeMeters(Meters meters, Chain chain, Node node) {
    this.meters = meters;
    this.node = node;
    this.chain = chain.name();
    tags = Tags.of("chain", chain.name(), "node", node.name());
    attempts =
        new EnumCounters<>(
            End.class,
            end ->
                meters.counter(
                    "headgate.attempts",
                    "Attempts by how they ended",
                    tags.and("outcome", end.label())));
    duration = meters.calls("headgate.attempt.duration", "Attempts, but cancelled ones", tags);
    connect = meters.calls("headgate.node.connect", "Connections made to the node", tags);
    arrival =
        meters.calls(
            "headgate.node.head.arrival.delay",
            "How long after the first node of its chain a head arrived at this one",
            tags);
  }

  /// A cancelled attempt's time is what another node took, so it is not this node's.
  void attempt(End end, long nanos) {
    attempts.increment(end);
    if (end != End.CANCELLED) {
      duration.record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  void connected(long nanos) {
    connect.record(nanos, TimeUnit.NANOSECONDS);
  }

  void headArrived(Duration late) {
    arrival.record(late);
  }

  /// Reads the node's gauges from its chain's latest picture. Told again, it changes nothing.
  void watch(HealthBoard board, SteadyClock clock) {
    gauge(board, "headgate.node.head.block", "The node's head", NodeMeters::head);
    gauge(
        board,
        "headgate.node.head.age.seconds",
        "Since the node's head arrived",
        health -> headAge(health, clock));
    gauge(board, "headgate.node.lag.blocks", "Blocks behind the tip", NodeHealth::lagBlocks);
    gauge(
        board,
        "headgate.node.lag.seconds",
        "How long another node has had a head that this one lacks",
        health -> health.lagMillis() / 1e3);
    gauge(board, "headgate.node.score", "0 (worst) to 1 (best)", NodeHealth::score);
    gauge(board, "headgate.node.weight", "Percent of trust", NodeHealth::weight);
    flag(board, "headgate.node.fit", "Whether the node may serve", tags, NodeHealth::fit);
    meters.gauge(
        "headgate.node.active",
        "Whether the node serves now",
        tags,
        board,
        source ->
            source.of(chain).flatMap(ChainHealth::active).filter(this::isMine).isPresent() ? 1 : 0);
    meters.gauge(
        "headgate.node.cordoned",
        "Whether the node is taken out by order",
        tags,
        board,
        source ->
            source
                    .of(chain)
                    .filter(health -> health.orders().cordoned().containsKey(node.name()))
                    .isPresent()
                ? 1
                : 0);
    for (BreakerState state : BreakerState.values()) {
      flag(
          board,
          "headgate.breaker.state",
          "1 for the state that the node's breaker is in",
          tags.and("state", Labels.of(state)),
          health -> health.breaker() == state);
    }
  }

  private static double head(NodeHealth health) {
    return health.head().isPresent() ? health.head().getAsLong() : Double.NaN;
  }

  private static double headAge(NodeHealth health, SteadyClock clock) {
    return health.headAtMillis() == 0
        ? Double.NaN
        : Math.max(0, clock.instant().toEpochMilli() - health.headAtMillis()) / 1e3;
  }

  private void gauge(
      HealthBoard board, String name, String help, ToDoubleFunction<NodeHealth> value) {
    meters.gauge(
        name,
        help,
        tags,
        board,
        source -> health(source).map(value::applyAsDouble).orElse(Double.NaN));
  }

  private void flag(
      HealthBoard board, String name, String help, Tags labels, Predicate<NodeHealth> value) {
    meters.gauge(
        name, help, labels, board, source -> health(source).filter(value).isPresent() ? 1 : 0);
  }

  private Optional<NodeHealth> health(HealthBoard board) {
    return board.of(chain).stream()
        .flatMap(health -> health.nodes().stream())
        .filter(health -> isMine(health.node()))
        .findFirst();
  }

  /// By the name: other settings are no reason to begin anew.
  private boolean isMine(Node other) {
    return other.name().equals(node.name());
  }

  /// Whether the chain still has the node, in a role with the same series.
  boolean isOf(Chain now) {
    return now.name().equals(chain)
        && now.node(node.name()).filter(n -> n.isRelay() == node.isRelay()).isPresent();
  }

  /// Whether a series is this node's.
  boolean owns(Meter.Id id) {
    return chain.equals(id.getTag("chain")) && node.name().equals(id.getTag("node"));
  }
}
