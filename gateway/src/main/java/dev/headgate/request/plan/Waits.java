package dev.headgate.request.plan;

import dev.headgate.config.HedgeDelay;
import java.time.Duration;

/// For how long a call waits for its node before something is done about it.
public final class Waits {
  /// For ever, in nanoseconds.
  public static final long NEVER = Long.MAX_VALUE;

  private static final long FIRST_HEDGE_NANOS = Duration.ofMillis(50).toNanos();
  private static final long LEAST_HEDGE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long MOST_HEDGE_NANOS = Duration.ofMillis(500).toNanos();
  private static final long HEDGE_AGAIN_NANOS = Duration.ofMillis(100).toNanos();
  private static final int ENOUGH_SAMPLES = 20;

  /// So late can no timer be but because this process stood still.
  private static final long OVERSLEPT_NANOS = Duration.ofSeconds(1).toNanos();

  private Waits() {}

  /// For how long this process stood still before a timer fired; 0 when it merely was busy. A node
  /// must not be blamed for that time: its answer may be here, unread.
  public static long overslept(long dueNanos, long nowNanos) {
    long late = nowNanos - dueNanos;
    return late >= OVERSLEPT_NANOS ? late : 0;
  }

  /// Nanoseconds after which a cheap read is also asked of a second node.
  ///
  /// @param latency of the node that was asked first
  public static long hedge(HedgeDelay delay, LatencyQuantile latency) {
    return switch (delay) {
      case HedgeDelay.Off() -> NEVER;
      case HedgeDelay.After(Duration after) -> after.toNanos();
      case HedgeDelay.Auto() -> learned(latency);
    };
  }

  /// When a call that found no second node looks for one again: a standby that lacks the newest
  /// block, or a spent retry budget, is so for moments only. The pauses grow, so that a chain of
  /// one node that is slow costs little more.
  ///
  /// @param nanos since the call's start, when it found none
  /// @return nanoseconds since its start
  public static long hedgeAgain(long nanos) {
    return nanos + Math.clamp(nanos, LEAST_HEDGE_NANOS, HEDGE_AGAIN_NANOS);
  }

  /// A quarter above what 99 of 100 answers need, so that hedges stay about one in a hundred.
  private static long learned(LatencyQuantile latency) {
    if (latency.total() < ENOUGH_SAMPLES) {
      return FIRST_HEDGE_NANOS;
    }
    long learned = latency.nanos(0.99) * 5 / 4;
    return Math.clamp(learned, LEAST_HEDGE_NANOS, MOST_HEDGE_NANOS);
  }

  /// Nanoseconds after which a node that has said nothing to anyone is out.
  public static long patience(
      Patience patience, boolean repeatable, boolean isLong, boolean cheap) {
    if (!repeatable) {
      return NEVER;
    }
    if (isLong) {
      return patience.lengthy().toNanos();
    }
    return (cheap ? patience.cheap() : patience.dear()).toNanos();
  }
}
