package dev.headgate.operate;

/// At most so many events of one logger in each second: a flood of one kind must neither fill a
/// disk nor hide what else is to be said. Thread-safe; knows no clock, each event brings its own
/// time.
final class LogLimit {
  /// Of one logger in a second.
  static final int MOST = 100;

  private long second = Long.MIN_VALUE;
  private int taken;
  private long leftOut;

  /// An event comes.
  ///
  /// @param millis when, by any clock; one that steps only begins a new second
  /// @return how many were left out since the last event that was not, or -1 when this one is to be
  ///   left out too
  synchronized long admit(long millis) {
    long now = Math.floorDiv(millis, 1000L);
    if (now != second) {
      second = now;
      taken = 0;
    }
    if (taken >= MOST) {
      leftOut++;
      return -1;
    }
    taken++;
    long before = leftOut;
    leftOut = 0;
    return before;
  }
}
