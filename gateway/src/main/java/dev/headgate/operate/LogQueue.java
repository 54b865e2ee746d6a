package dev.headgate.operate;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.event.KeyValuePair;

/// Logback's queue before the log's real destination, so that no event loop ever waits for a disk
/// or a pipe: what finds the queue full is lost, and counted. A flood of one logger is thinned out
/// before; the first event after a gap says as `leftOut` how many there were. Named in [LogSetup].
public final class LogQueue extends AsyncAppender {
  private static final int PLACES = 1024;

  private final Map<String, LogLimit> limits = new ConcurrentHashMap<>();

  /// A queue that is yet to be started.
  public LogQueue() {
    setQueueSize(PLACES);
    setNeverBlock(true);
    setDiscardingThreshold(0);
  }

  @Override
  protected void append(ILoggingEvent event) {
    long leftOut =
        limits
            .computeIfAbsent(event.getLoggerName(), _ -> new LogLimit())
            .admit(event.getTimeStamp());
    if (leftOut < 0) {
      LogLosses.FLOOD.one();
    } else if (getRemainingCapacity() == 0) {
      LogLosses.QUEUE.one();
    } else {
      if (leftOut > 0 && event instanceof LoggingEvent ours) {
        ours.addKeyValuePair(new KeyValuePair("leftOut", leftOut));
      }
      super.append(event);
    }
  }
}
