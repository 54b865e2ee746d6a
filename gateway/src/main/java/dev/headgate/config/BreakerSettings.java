package dev.headgate.config;

import java.time.Duration;

/// When the breaker of a node opens, and how it closes again.
///
/// @param window over which the failure rate is taken
/// @param minimumCalls below so many calls in the window the rate opens nothing
/// @param failureRate percent of failed calls that opens it
/// @param inARow so many failures without a success between them open it at once: the window alone
///   takes 5 s to notice a node that died under steady traffic
/// @param open how long it stays open before it half-opens
/// @param halfOpenCalls calls let through while half-open
public record BreakerSettings(
    Duration window,
    int minimumCalls,
    int failureRate,
    int inARow,
    Duration open,
    int halfOpenCalls) {

  public static final BreakerSettings DEFAULTS =
      new BreakerSettings(Duration.ofSeconds(10), 10, 50, 5, Duration.ofSeconds(5), 3);
}
