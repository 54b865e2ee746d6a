package dev.headgate.config;

import java.time.Duration;

/// Durations and sizes as they are written in the file.
final class Units {
  private Units() {}

  /// In the largest unit that shows it exactly: `250ms`, `12s`, `5m`, `1h`.
  static String show(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
  }

  /// In the largest unit that shows it exactly: `64KiB`, `5MiB`, plain bytes.
  static String show(long bytes) {
    for (int shift = 30; shift > 0; shift -= 10) {
      if (bytes != 0 && bytes % (1L << shift) == 0) {
        return (bytes >> shift) + unit(shift);
      }
    }
    return Long.toString(bytes);
  }

  private static String unit(int shift) {
    return shift == 30 ? "GiB" : shift == 20 ? "MiB" : "KiB";
  }
}
