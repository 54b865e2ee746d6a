package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import java.util.List;
import java.util.OptionalLong;

/// What is believed of one node at one instant.
///
/// @param reachable whether it answers at all
/// @param head its head's number; empty when it was never seen
/// @param lagBlocks behind the chain's tip
/// @param lagMillis for how long another node has had a head that this one lacks
/// @param headAtMillis when its head arrived here, milliseconds of the steady clock's instant; 0
///   when never
/// @param score 0 (worst) to 1 (best)
/// @param probeMillis the latest probe's latency in milliseconds; negative when none
/// @param webSocket whether it pushes its heads
/// @param breaker as the node's breaker reported last
/// @param parts what the score is made of
/// @param weight percent of trust: 0 unfit, 10 to 100 while it is newly back, 100
/// @param lacks what it cannot do and the active node can: methods, "state deeper than 100 blocks"
public record NodeHealth(
    Node node,
    Verdict verdict,
    boolean reachable,
    OptionalLong head,
    long lagBlocks,
    long lagMillis,
    long headAtMillis,
    double score,
    double probeMillis,
    SocketState webSocket,
    BreakerState breaker,
    ScoreParts parts,
    int weight,
    List<String> lacks) {

  /// One that is fully trusted and tells its score alone.
  public NodeHealth(
      Node node,
      Verdict verdict,
      boolean reachable,
      OptionalLong head,
      long lagBlocks,
      long lagMillis,
      long headAtMillis,
      double score,
      double probeMillis,
      SocketState webSocket,
      BreakerState breaker) {
    this(
        node,
        verdict,
        reachable,
        head,
        lagBlocks,
        lagMillis,
        headAtMillis,
        score,
        probeMillis,
        webSocket,
        breaker,
        new ScoreParts(score, 1, 1),
        verdict.fit() ? 100 : 0,
        List.of());
  }

  /// The same of the same node under other settings.
  NodeHealth under(Node changed) {
    return new NodeHealth(
        changed,
        verdict,
        reachable,
        head,
        lagBlocks,
        lagMillis,
        headAtMillis,
        score,
        probeMillis,
        webSocket,
        breaker,
        parts,
        weight,
        lacks);
  }

  public boolean fit() {
    return verdict.fit();
  }
}
