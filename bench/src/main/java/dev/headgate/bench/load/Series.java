package dev.headgate.bench.load;

import java.util.ArrayList;
import java.util.List;

/// Puts the slices of several event loops together.
final class Series {
  private Series() {}

  /// Counts add up; of the quantiles the worst loop's is taken, for two histograms that are gone
  /// cannot be joined, and a plot must hide nothing.
  static List<Slice> merge(List<List<Slice>> loops) {
    int longest = loops.stream().mapToInt(List::size).max().orElse(0);
    List<Slice> merged = new ArrayList<>();
    for (int i = 0; i < longest; i++) {
      int at = i;
      loops.stream()
          .filter(slices -> at < slices.size())
          .map(slices -> slices.get(at))
          .reduce(Series::both)
          .ifPresent(merged::add);
    }
    return List.copyOf(merged);
  }

  private static Slice both(Slice a, Slice b) {
    return new Slice(
        a.atMillis(),
        a.calls() + b.calls(),
        a.failures() + b.failures(),
        Math.max(a.p50Micros(), b.p50Micros()),
        Math.max(a.p99Micros(), b.p99Micros()),
        Math.max(a.maxMicros(), b.maxMicros()));
  }
}
