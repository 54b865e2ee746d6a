package dev.headgate.simulate;

import java.time.Duration;
import java.time.Instant;

/// How late a node sees each block of its chain: a constant delay, and a jitter that is the same
/// for one block whenever it is asked.
///
/// @param jitter at most this much is added; less than the chain's block time, so that blocks
///   arrive in order
public record Sight(Duration delay, Duration jitter, long seed) {

  /// The delays of a chain's n-th node: 15 ms more for each, and up to a quarter block of jitter,
  /// at most 20 ms.
  public static Sight of(ChainTruth chain, String node, int index) {
    Duration quarter = chain.blockTime().dividedBy(4);
    Duration most = Duration.ofMillis(20);
    return new Sight(
        Duration.ofMillis(10 + 15L * index),
        quarter.compareTo(most) < 0 ? quarter : most,
        Hashes.mix(chain.chainId(), node));
  }

  /// The highest block that the node has seen at `now`.
  long head(ChainTruth chain, Instant now) {
    long newest = chain.headAt(now.minus(delay));
    Instant seen = chain.madeAt(newest).plus(delay).plus(jitterOf(newest));
    return newest > 0 && seen.isAfter(now) ? newest - 1 : newest;
  }

  /// How long until it sees the next one; not above zero when that is due.
  Duration untilNext(ChainTruth chain, Instant now) {
    long next = head(chain, now) + 1;
    return Duration.between(now, chain.madeAt(next).plus(delay).plus(jitterOf(next)));
  }

  private Duration jitterOf(long number) {
    long most = Math.max(1, jitter.toNanos());
    return Duration.ofNanos(Math.floorMod(Hashes.mix(seed, number), most));
  }
}
