package dev.headgate.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What came of a load.
///
/// @param latency nanoseconds from when a call was due to its answer's last byte, of the calls that
///   were answered with a result of their own id
/// @param lateness nanoseconds from when a call was due to its first byte: what of the latency was
///   waiting for a free connection, or the generator's own slowness
/// @param sent requests; a batch counts as one, as in all counts here
/// @param answered requests that got their results
/// @param failures how often each reason was met
/// @param slices what happened when, by when calls were due
/// @param longestStall the longest that any call took from when it was due, failed or not
/// @param startNanos by the load's clock: when the first call was due
/// @param length from then to the end of the last call
/// @param batch calls in each request
public record LoadResult(
    Histogram latency,
    Histogram lateness,
    long sent,
    long answered,
    Map<String, Long> failures,
    List<Slice> slices,
    Duration longestStall,
    long startNanos,
    Duration length,
    int batch) {

  static LoadResult of(List<Tally> tallies, long start, long end, int batch) {
    Histogram latency = tallies.getFirst().latency().copy();
    Histogram lateness = tallies.getFirst().lateness().copy();
    Map<String, Long> failures = new TreeMap<>();
    Tally.Counts counts = new Tally.Counts(0, 0, 0);
    long longest = 0;
    List<List<Slice>> slices = new ArrayList<>();
    for (Tally tally : tallies) {
      if (tally != tallies.getFirst()) {
        latency.add(tally.latency());
        lateness.add(tally.lateness());
      }
      counts = counts.plus(tally.counts());
      tally.reasons().forEach((reason, times) -> failures.merge(reason, times, Long::sum));
      longest = Math.max(longest, tally.longest());
      slices.add(tally.slices());
    }
    return new LoadResult(
        latency,
        lateness,
        counts.sent(),
        counts.answered(),
        failures,
        Series.merge(slices),
        Duration.ofNanos(longest),
        start,
        Duration.ofNanos(end - start),
        batch);
  }

  /// Requests that failed.
  public long failed() {
    return failures.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Answered requests a second.
  public double rate() {
    return length.isZero() ? 0 : answered * 1e9 / length.toNanos();
  }

  /// Latency in microseconds below which so many percent of the answered calls stayed.
  public double micros(double percentile) {
    return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / 1e3;
  }

  /// For people, in a line.
  public String line() {
    return "%,d sent, %,d answered (%,.0f/s), %,d failed%s; p50 %,.0f us, p99 %,.0f us, p99.9 %,.0f us, longest stall %,.1f ms"
        .formatted(
            sent,
            answered,
            rate(),
            failed(),
            failures.isEmpty() ? "" : " " + failures,
            micros(50),
            micros(99),
            micros(99.9),
            longestStall.toNanos() / 1e6);
  }
}
