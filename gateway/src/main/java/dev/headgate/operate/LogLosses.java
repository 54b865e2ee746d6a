package dev.headgate.operate;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// How many events of the log were lost in this process, and why. The log is the process's own, and
/// is made before anything of ours, so these counts are too. Thread-safe.
final class LogLosses {
  /// More of one logger came than [LogLimit] lets pass.
  static final LogLosses FLOOD = new LogLosses("flood");

  /// Standard error took none for so long that the queue was full: a pipe that nobody reads.
  static final LogLosses QUEUE = new LogLosses("queue");

  /// Standard error could not be written: a full disk, a closed pipe.
  static final LogLosses WRITE = new LogLosses("write");

  static final List<LogLosses> ALL = List.of(FLOOD, QUEUE, WRITE);

  private final String cause;
  private final LongAdder count = new LongAdder();

  private LogLosses(String cause) {
    this.cause = cause;
  }

  void one() {
    count.increment();
  }

  double count() {
    return count.sum();
  }

  String cause() {
    return cause;
  }
}
