package dev.headgate.bench.policy;

import dev.headgate.config.HealthSettings;
import java.time.Duration;

/// A chain as Headgate's defaults know it.
///
/// @param spreadNanos how long a block usually takes to a node; half of it varies
record ChainSpec(
    String name, long id, Duration blockTime, int lagBlocks, Duration lagTime, long spreadNanos) {
  static final ChainSpec ETHEREUM =
      new ChainSpec(
          "ethereum", 1, Duration.ofSeconds(12), 3, Duration.ofSeconds(36), 400 * Span.MILLI);
  static final ChainSpec OPTIMISM =
      new ChainSpec(
          "optimism", 10, Duration.ofSeconds(2), 15, Duration.ofSeconds(30), 150 * Span.MILLI);
  static final ChainSpec ARBITRUM =
      new ChainSpec(
          "arbitrum", 42_161, Duration.ofMillis(250), 120, Duration.ofSeconds(30), 60 * Span.MILLI);

  HealthSettings health() {
    HealthSettings usual = HealthSettings.DEFAULTS;
    return new HealthSettings(
        usual.probeInterval(),
        usual.probeTimeout(),
        usual.fall(),
        usual.rise(),
        usual.handover(),
        lagBlocks,
        lagTime,
        usual.failbackAfter());
  }
}
