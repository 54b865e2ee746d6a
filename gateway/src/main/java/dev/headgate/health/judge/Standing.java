package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// One node as it stands in this turn.
///
/// @param lagBlocks behind the tip
/// @param lagTime for how long another sound node has had a head that this one lacks
/// @param parts what its score is made of
record Standing(
    NodeMemory memory, Diagnosis diagnosis, long lagBlocks, Duration lagTime, ScoreParts parts) {

  /// The score that orders is smoothed over about so long, so that one better moment moves nobody.
  private static final double SMOOTH_SECONDS = 10;

  Node node() {
    return memory.node();
  }

  boolean fit() {
    return diagnosis.verdict().fit();
  }

  boolean primary() {
    return memory.primary();
  }

  boolean reachable() {
    return memory.reach().reachable();
  }

  boolean slow() {
    return memory.past().surelySlow();
  }

  String slowWords() {
    return memory.past().slow().map(Past.Slow::words).orElse("");
  }

  /// Whether it may be the active node, if only as the last resort: it once proved to be of this
  /// chain and has not said otherwise since.
  boolean eligible() {
    return memory.past().wasRight() && !(diagnosis.verdict() instanceof Verdict.WrongChain);
  }

  /// Whether calls may go to it. Who was gone and comes back may have been started anew as a node
  /// of another chain: a probe finds that out, never a call. One that is only silent keeps getting
  /// calls while there is no better one: a process that lives stays what it is.
  boolean callable() {
    return eligible() && !memory.lineage().ended();
  }

  /// Whether the place may be given to it: fit, and its process has not just ended.
  boolean available() {
    return fit() && callable();
  }

  /// Taken out by order.
  boolean cordoned() {
    return diagnosis.cause() == Cause.CORDON;
  }

  /// Behind by no more than what the next block and the next probe explain.
  boolean level(HealthSettings settings) {
    return lagBlocks <= 1 || lagTime.compareTo(settings.handover()) < 0;
  }

  long head() {
    return memory.heads().map(Heads::number).orElse(-1L);
  }

  /// The same with its score smoothed.
  ///
  /// @param since the turn before
  Standing smoothed(Duration since) {
    double before = memory.past().score();
    double share = 1 - Math.exp(-Math.max(since.toMillis(), 0) / 1e3 / SMOOTH_SECONDS);
    double now = before < 0 ? parts.score() : before + share * (parts.score() - before);
    return new Standing(
        memory.with(memory.past().scored(now)), diagnosis, lagBlocks, lagTime, parts);
  }

  /// What it cannot do and the active node can.
  List<String> lacks(Standing active, Instant now, HealthSettings settings) {
    List<String> skills = memory.skills().behind(active.memory.skills(), now);
    boolean pushes =
        !active.memory.socket().up() || !memory.socket().missing(now, settings.handover());
    return pushes ? skills : Stream.concat(skills.stream(), Stream.of("a WebSocket")).toList();
  }

  NodeHealth health(Optional<Standing> active, Instant now, HealthSettings settings) {
    return new NodeHealth(
        node(),
        diagnosis.verdict(),
        reachable(),
        memory.heads().map(h -> OptionalLong.of(h.number())).orElse(OptionalLong.empty()),
        lagBlocks,
        lagTime.toMillis(),
        memory.heads().map(Heads::since).map(Instant::toEpochMilli).orElse(0L),
        parts.score(),
        memory.heads().map(h -> h.latest().latencyNanos() / 1e6).orElse(-1.0),
        memory.socket().state(),
        memory.breaker().state(),
        parts,
        Probation.weight(memory.past(), fit(), active.filter(this::equals).isPresent(), now),
        active.map(a -> lacks(a, now, settings)).orElse(List.of()));
  }
}
