package dev.headgate.survey;

import java.time.Duration;
import java.util.Locale;

/// Times as people say them.
final class Spans {
  private static final Duration AGES = Duration.ofDays(100_000);
  private static final long SECOND = 1_000_000_000L;

  private Spans() {}

  /// Two figures: `0.4 ms`, `12 ms`, `3.5 s`, `4 min`, `3 h`, `12 days`.
  static String words(Duration span) {
    long nanos =
        span.compareTo(AGES) > 0 || span.negated().compareTo(AGES) > 0
            ? Long.MAX_VALUE
            : span.toNanos();
    if (Math.abs(nanos) < SECOND) {
      return number(nanos / 1e6) + " ms";
    }
    if (Math.abs(nanos) < 120 * SECOND) {
      return number(nanos / 1e9) + " s";
    }
    long minutes = nanos / (60 * SECOND);
    return Math.abs(minutes) < 120
        ? minutes + " min"
        : Math.abs(minutes) < 2880 ? minutes / 60 + " h" : minutes / 1440 + " days";
  }

  private static String number(double value) {
    boolean whole = Math.abs(value) >= 10 || value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", value);
  }
}
