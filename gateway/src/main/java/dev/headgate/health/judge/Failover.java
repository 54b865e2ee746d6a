package dev.headgate.health.judge;

import java.time.Instant;
import java.util.List;

/// A change of the active node.
///
/// @param at when it was decided
/// @param from the node that served before; empty for the first choice
/// @param to the node that serves now
/// @param reason a short, bounded word for metrics: `unreachable`, `lag`, `handover`, `breaker`,
///   `chain`, `fork`, `errors`, `slow`, `ahead`, `failback`, `removed`, `start`, `switchover`,
///   `cordon`
/// @param sentence the whole story for people
/// @param detectMillis from the first sign of trouble to the decision
/// @param evidence what was believed of each node at that moment, best first
public record Failover(
    Instant at,
    String from,
    String to,
    String reason,
    String sentence,
    long detectMillis,
    List<NodeHealth> evidence) {

  /// Without evidence.
  public Failover(
      Instant at, String from, String to, String reason, String sentence, long detectMillis) {
    this(at, from, to, reason, sentence, detectMillis, List.of());
  }
}
