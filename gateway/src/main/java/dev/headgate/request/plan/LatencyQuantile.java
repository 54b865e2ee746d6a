package dev.headgate.request.plan;

import java.util.stream.IntStream;

/// Quantiles of a node's latency, over roughly its last thousand answers: counts in buckets four to
/// an octave from 64 microseconds up, halved every [#HALVE_AFTER] answers so that the past fades.
/// An answer is at most 19 % below the bucket's edge that is reported. Written by one event loop; a
/// reader on another thread sees a slightly old picture.
public final class LatencyQuantile {
  private static final int PER_OCTAVE = 4;
  private static final int BUCKETS = 22 * PER_OCTAVE;
  private static final long SMALLEST_NANOS = 64_000;
  private static final int HALVE_AFTER = 512;

  /// The longest latency of each bucket, in nanoseconds; the last one has all that is longer.
  private static final long[] EDGES =
      IntStream.range(0, BUCKETS)
          .mapToLong(i -> (long) (SMALLEST_NANOS * Math.pow(2, (double) i / PER_OCTAVE)))
          .toArray();

  private final int[] counts = new int[BUCKETS];
  private int total;
  private int sinceHalving;

  /// An answer took so long.
  public void add(long nanos) {
    counts[bucket(nanos)]++;
    total++;
    if (++sinceHalving >= HALVE_AFTER) {
      halve();
    }
  }

  /// Answers counted, the faded ones in part.
  public int total() {
    return total;
  }

  /// The latency in nanoseconds that a share `q` (0 to 1) of the answers did not exceed; 0 before
  /// the first answer.
  public long nanos(double q) {
    int wanted = (int) Math.ceil(total * q);
    int seen = 0;
    for (int i = 0; i < BUCKETS && wanted > 0; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return EDGES[i];
      }
    }
    return 0;
  }

  private void halve() {
    sinceHalving = 0;
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] /= 2;
      total += counts[i];
    }
  }

  static int bucket(long nanos) {
    if (nanos <= SMALLEST_NANOS) {
      return 0;
    }
    // Between the octave's first edge and its last.
    int octave = 63 - Long.numberOfLeadingZeros((nanos - 1) / SMALLEST_NANOS);
    int bucket = octave * PER_OCTAVE + 1;
    while (bucket < BUCKETS - 1 && nanos > EDGES[bucket]) {
      bucket++;
    }
    return Math.min(BUCKETS - 1, bucket);
  }
}
