package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// Counts what calls met at one node: added to by event loops without a lock, taken away once per
/// tick. Latencies go into buckets, four to an octave from a microsecond up, so a quantile is at
/// most a fifth below what is told of it.
final class NodeTraffic {
  private static final int SUB_BITS = 2;
  private static final int PER_OCTAVE = 1 << SUB_BITS;

  /// Below a microsecond all is one; beyond 2^44 ns, five hours, too.
  private static final int SHIFT = 10;

  private static final int BUCKETS = 34 * PER_OCTAVE;

  private final Node node;
  private final LongAdder calls = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder[] latencies =
      Stream.generate(LongAdder::new).limit(BUCKETS).toArray(LongAdder[]::new);

  NodeTraffic(Node node) {
    this.node = node;
  }

  Node node() {
    return node;
  }

  /// @param nanos 0 for none to count
  void add(boolean failed, long nanos) {
    calls.increment();
    if (failed) {
      failures.increment();
    } else if (nanos > 0) {
      latencies[bucket(nanos)].increment();
    }
  }

  /// What was counted since the time before; empty for nothing.
  Optional<Observation> take(Instant now) {
    long failed = failures.sumThenReset();
    long all = calls.sumThenReset();
    if (all == 0) {
      return Optional.empty();
    }
    long[] counts = new long[BUCKETS];
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = latencies[i].sumThenReset();
      total += counts[i];
    }
    // Between the two sums a failure may have been counted that is not yet among all.
    return Optional.of(
        new Observation.Traffic(
            node,
            now,
            all,
            Math.min(failed, all),
            quantile(counts, total, 50),
            quantile(counts, total, 99)));
  }

  private static long quantile(long[] counts, long total, int percent) {
    long wanted = (total * percent + 99) / 100;
    long seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return upperEdge(i);
      }
    }
    return 0;
  }

  static int bucket(long nanos) {
    long value = (nanos >> SHIFT) + PER_OCTAVE;
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
    int sub = (int) (value >> octave) - PER_OCTAVE;
    return Math.min(BUCKETS - 1, octave * PER_OCTAVE + sub);
  }

  static long upperEdge(int bucket) {
    int octave = bucket / PER_OCTAVE;
    long next = (long) (bucket % PER_OCTAVE + PER_OCTAVE + 1) << octave;
    return (next - PER_OCTAVE) << SHIFT;
  }
}
