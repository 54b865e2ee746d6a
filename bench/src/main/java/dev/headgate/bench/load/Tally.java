package dev.headgate.bench.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;

/// What one event loop counts. Touched by it alone until it has ended.
final class Tally {
  /// An hour: no call is waited for so long.
  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

  private static final int DIGITS = 3;

  private final long sliceNanos;

  /// Slices so old that no call of theirs can still end.
  private final int open;

  private final Histogram latency = new Histogram(TimeUnit.HOURS.toNanos(1), DIGITS);
  private final Histogram lateness = new Histogram(TimeUnit.HOURS.toNanos(1), DIGITS);
  private final Map<String, Long> reasons = new TreeMap<>();
  private final List<Slice> past = new ArrayList<>();
  private final Deque<Growing> growing = new ArrayDeque<>();
  private long firstGrowing;
  private long sent;
  private long answered;
  private long failed;
  private long longest;

  private static final class Growing {
    private final IntCountsHistogram micros = new IntCountsHistogram(2);
    private long failures;

    private Growing() {
      micros.setAutoResize(true);
    }
  }

  Tally(long sliceNanos, long patienceNanos) {
    this.sliceNanos = sliceNanos;
    open = (int) (patienceNanos / sliceNanos) + 3;
  }

  void sent(long lateNanos) {
    sent++;
    lateness.recordValue(Math.clamp(lateNanos, 0, lateness.getHighestTrackableValue()));
  }

  /// @param failure empty for an answered call
  /// @param sinceStart when the call was due, from the run's beginning
  void ended(String failure, long sinceStart, long nanos) {
    longest = Math.max(longest, nanos);
    Growing slice = slice(sinceStart);
    slice.micros.recordValue(Math.clamp(nanos / 1000, 0, LONGEST_MICROS));
    if (failure.isEmpty()) {
      answered++;
      latency.recordValue(Math.clamp(nanos, 0, latency.getHighestTrackableValue()));
    } else {
      failed++;
      slice.failures++;
      reasons.merge(failure, 1L, Long::sum);
    }
  }

  private Growing slice(long sinceStart) {
    long index = Math.max(firstGrowing, sinceStart / sliceNanos);
    while (firstGrowing + growing.size() <= index) {
      growing.addLast(new Growing());
      if (growing.size() > open) {
        finish();
      }
    }
    int back = (int) (firstGrowing + growing.size() - 1 - index);
    return back == 0 ? growing.getLast() : nth(back);
  }

  private Growing nth(int fromTheEnd) {
    var all = growing.descendingIterator();
    for (int i = 0; i < fromTheEnd; i++) {
      all.next();
    }
    return all.next();
  }

  private void finish() {
    Growing done = growing.removeFirst();
    IntCountsHistogram micros = done.micros;
    past.add(
        new Slice(
            TimeUnit.NANOSECONDS.toMillis(firstGrowing * sliceNanos),
            micros.getTotalCount(),
            done.failures,
            micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(50),
            micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(99),
            micros.getMaxValue()));
    firstGrowing++;
  }

  /// Sent, answered and failed so far.
  Counts counts() {
    return new Counts(sent, answered, failed);
  }

  /// Requests; a batch counts as one.
  record Counts(long sent, long answered, long failed) {
    Counts plus(Counts other) {
      return new Counts(sent + other.sent, answered + other.answered, failed + other.failed);
    }
  }

  Histogram latency() {
    return latency;
  }

  Histogram lateness() {
    return lateness;
  }

  Map<String, Long> reasons() {
    return reasons;
  }

  long longest() {
    return longest;
  }

  /// All slices; ends the counting.
  List<Slice> slices() {
    while (!growing.isEmpty()) {
      finish();
    }
    return past;
  }
}
