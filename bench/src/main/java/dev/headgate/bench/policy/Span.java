package dev.headgate.bench.policy;

/// A stretch of time.
///
/// @param from nanoseconds from the start of the scenario, the first within
/// @param until nanoseconds, the first no longer within
record Span(long from, long until) {
  static final long SECOND = 1_000_000_000L;
  static final long MILLI = 1_000_000L;

  static Span seconds(double from, double until) {
    return new Span(Math.round(from * SECOND), Math.round(until * SECOND));
  }

  boolean holds(long nanos) {
    return nanos >= from && nanos < until;
  }

  long length() {
    return until - from;
  }
}
