package dev.headgate.health.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One node's latencies of one kind (probes, or calls): what they are now, and what they usually
/// are. Medians throughout: one slow answer, or one moment in which this process stood still, moves
/// nothing.
///
/// @param recent the latest samples in nanoseconds, oldest first
/// @param filling samples that are not yet a median
/// @param medians of so many samples each, oldest first
record Latencies(List<Long> recent, List<Long> filling, List<Long> medians) {

  static final Latencies NONE = new Latencies(List.of(), List.of(), List.of());

  /// Five seconds of probes: with fewer two slow ones would be a median.
  private static final int RECENT = 5;

  /// Half a minute of probes to a median, and ten minutes of them: longer than what passes by
  /// itself (a compaction, a snapshot), short enough to follow the hours of the day.
  private static final int FILLING = 30;

  private static final int MEDIANS = 20;

  /// @param suspect whether the node seems slow: then nothing is learned, else slowness would
  ///   become what is usual
  Latencies add(long nanos, boolean suspect) {
    List<Long> latest = appended(recent, nanos, RECENT);
    if (suspect) {
      return new Latencies(latest, filling, medians);
    }
    List<Long> filled = appended(filling, nanos, FILLING);
    return filled.size() < FILLING
        ? new Latencies(latest, filled, medians)
        : new Latencies(latest, List.of(), appended(medians, median(filled), MEDIANS));
  }

  /// The median of the latest samples; empty while there are too few.
  OptionalLong now() {
    return recent.size() < RECENT ? OptionalLong.empty() : OptionalLong.of(median(recent));
  }

  /// What is usual; empty until it was learned.
  OptionalLong usual() {
    return medians.isEmpty() ? OptionalLong.empty() : OptionalLong.of(median(medians));
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static List<Long> appended(List<Long> list, long last, int atMost) {
    List<Long> longer =
        new ArrayList<>(list.subList(Math.max(0, list.size() + 1 - atMost), list.size()));
    longer.add(last);
    return List.copyOf(longer);
  }
}
