package dev.headgate.config;

import java.time.Duration;

/// How long a call may take and how often it may be tried.
///
/// @param deadline of a call, all its attempts together
/// @param longDeadline of `debug_*`, `trace_*` and `eth_sendRawTransactionSync`
/// @param hedgeAfter when a cheap read is also asked of a second node
/// @param retryBudget percent of calls that may be tried again or hedged, plus 10 a second
/// @param headGrace a head that a fit node has had for so long is the floor
/// @param headWait how long a call waits for a node at the floor, or for news of the nodes after
///   this process stood still
/// @param hold bytes; an answer up to this size is sent only when whole
public record CallSettings(
    Duration deadline,
    Duration longDeadline,
    HedgeDelay hedgeAfter,
    int retryBudget,
    Duration headGrace,
    Duration headWait,
    int hold) {

  public static final CallSettings DEFAULTS =
      new CallSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          new HedgeDelay.Auto(),
          20,
          Duration.ofMillis(250),
          Duration.ofSeconds(2),
          64 * 1024);
}
