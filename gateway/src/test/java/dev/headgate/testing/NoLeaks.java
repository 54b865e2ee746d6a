package dev.headgate.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// Fails a test class after which Netty's leak detector has something to say, or in which the
/// gateway logged an error: it does that for its own bugs alone. The build runs with paranoid
/// detection: every buffer is watched.
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private static final long COLLECTED_WITHIN_MILLIS = 10_000;
  private static final List<String> LOGGERS =
      List.of(ResourceLeakDetector.class.getName(), "headgate");

  private final Reports reports = new Reports();

  @Override
  public void beforeAll(ExtensionContext context) {
    reports.start();
    LOGGERS.forEach(name -> logger(name).addAppender(reports));
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    for (int round = 0; round < 2; round++) {
      collect();
      // The detector reports what was collected when the next buffer is made.
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      UnpooledByteBufAllocator.DEFAULT.heapBuffer(16).release();
    }
    LOGGERS.forEach(name -> logger(name).detachAppender(reports));
    assertEquals(List.of(), reports.seen, "buffers that nobody released, and errors");
  }

  /// Returns when the collector has been through everything that was garbage before.
  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    PhantomReference<Object> canary = new PhantomReference<>(new Object(), queue);
    System.gc();
    assertEquals(canary, queue.remove(COLLECTED_WITHIN_MILLIS), "the collector came by");
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private static final class Reports extends AppenderBase<ILoggingEvent> {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        seen.add(event.getFormattedMessage());
      }
    }
  }
}
