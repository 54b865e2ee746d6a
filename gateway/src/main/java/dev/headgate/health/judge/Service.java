package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Instant;

/// How well a node serves: how often it fails, how long it takes.
///
/// @param probes latencies of probes
/// @param calls latencies of clients' cheap calls: medians of what came in one turn. Not one series
///   with the probes: who gets traffic answers other questions than who is only probed, and would
///   look slow for it
record Service(Tally tally, Latencies probes, Latencies calls) {

  static final Service UNKNOWN = new Service(Tally.EMPTY, Latencies.NONE, Latencies.NONE);

  /// The median of fewer calls tells of these calls, not of the node.
  private static final int ENOUGH_CALLS = 5;

  Service answered(Observation.Head head, boolean suspect, HealthSettings settings) {
    return new Service(
        tally.add(head.at(), 1, 0, settings.errors().window()),
        probes.add(head.latencyNanos(), suspect),
        calls);
  }

  Service failed(Instant at, HealthSettings settings) {
    return new Service(tally.add(at, 1, 1, settings.errors().window()), probes, calls);
  }

  Service traffic(Observation.Traffic seen, boolean suspect, HealthSettings settings) {
    return new Service(
        tally.add(seen.at(), seen.calls(), seen.failures(), settings.errors().window()),
        probes,
        seen.calls() - seen.failures() < ENOUGH_CALLS || seen.p50Nanos() <= 0
            ? calls
            : calls.add(seen.p50Nanos(), suspect));
  }

  /// Who was away begins anew: that it was away is judged elsewhere.
  Service away() {
    return new Service(Tally.EMPTY, probes, calls);
  }
}
