package dev.headgate.time;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waiting, for those few who may: a drain, not a decision.
public final class Pause {
  private static final long STEP_NANOS = 5_000_000;

  private Pause() {}

  /// Waits so long; an interrupt ends the wait and stays set.
  public static void of(Duration duration) {
    until(() -> false, duration);
  }

  /// Waits until the condition holds, at most so long.
  ///
  /// @return whether it holds
  public static boolean until(BooleanSupplier condition, Duration most) {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(Math.min(left, STEP_NANOS));
    }
    return condition.getAsBoolean();
  }
}
