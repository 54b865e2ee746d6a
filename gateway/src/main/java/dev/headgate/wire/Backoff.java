package dev.headgate.wire;

import java.time.Duration;

/// How long to wait before the next connection. Immutable.
///
/// @param failures in a row
record Backoff(int failures) {
  static final Backoff NONE = new Backoff(0);

  private static final int MOST = 30;

  /// Pauses vary by a fifth both ways, so that gateways do not come back all at once.
  private static final double SPREAD = 0.4;

  Backoff failed() {
    return new Backoff(Math.min(failures + 1, MOST));
  }

  /// A short pause after the first failure, then ones that double.
  ///
  /// @param dice from 0 to 1
  Duration pause(SocketSettings settings, double dice) {
    long most = settings.mostPause().toNanos();
    long plain =
        failures <= 1
            ? settings.firstRetry().toNanos()
            : Math.min(most, doubled(settings.leastPause().toNanos(), failures - 2, most));
    return Duration.ofNanos((long) (plain * (1 - SPREAD / 2 + SPREAD * dice)));
  }

  private static long doubled(long nanos, int times, long most) {
    return nanos >= most >> times ? most : nanos << times;
  }
}
