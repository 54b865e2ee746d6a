package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/// One node as it stands in this turn.
///
/// @param lagBlocks behind the tip
/// @param lagTime for how long another sound node has had a head that this one lacks
record Standing(NodeMemory memory, Diagnosis diagnosis, long lagBlocks, Duration lagTime) {

  Node node() {
    return memory.node();
  }

  boolean fit() {
    return diagnosis.verdict().fit();
  }

  boolean primary() {
    return node().role() == Role.PRIMARY;
  }

  boolean reachable() {
    return memory.reach().reachable();
  }

  /// Whether it may serve at all, if only as the last resort: it once proved to be of this chain
  /// and has not said otherwise since.
  boolean eligible() {
    return memory.past().wasRight() && !(diagnosis.verdict() instanceof Verdict.WrongChain);
  }

  /// Behind by no more than what the next block and the next probe explain.
  boolean level(HealthSettings settings) {
    return lagBlocks <= 1 || lagTime.compareTo(settings.handover()) < 0;
  }

  long head() {
    return memory.heads().map(Heads::number).orElse(-1L);
  }

  NodeHealth health(HealthSettings settings) {
    return new NodeHealth(
        node(),
        diagnosis.verdict(),
        reachable(),
        memory.heads().map(h -> OptionalLong.of(h.number())).orElse(OptionalLong.empty()),
        lagBlocks,
        lagTime.toMillis(),
        memory.heads().map(Heads::since).map(Instant::toEpochMilli).orElse(0L),
        score(settings),
        latencyMillis(),
        memory.socket().state(),
        memory.breaker().state());
  }

  private double latencyMillis() {
    return memory.heads().map(h -> h.latest().latencyNanos() / 1e6).orElse(-1.0);
  }

  /// How quick times how fresh: `250 / (250 + latency in ms)` times what is left of the lag limit.
  /// 0 for a node that does not answer, is of a wrong chain or behind an open breaker.
  private double score(HealthSettings settings) {
    boolean out = !reachable() || !eligible() || memory.breaker().state() == BreakerState.OPEN;
    if (out || memory.heads().isEmpty()) {
      return 0;
    }
    double limit = Math.max(settings.lagTime().toMillis(), 1);
    double fresh = Math.clamp(1 - lagTime.toMillis() / limit, 0, 1);
    return 250 / (250 + Math.max(latencyMillis(), 0)) * fresh;
  }
}
