package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A disk that fills and is emptied.
class StandardErrorTest {
  private static final Logger LOG = new LoggerContext().getLogger("test");

  /// Takes so many bytes.
  private static final class Disk extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int room = Integer.MAX_VALUE;

    @Override
    public void write(int one) throws IOException {
      if (room <= 0) {
        throw new IOException("No space left on device");
      }
      room--;
      bytes.write(one);
    }
  }

  private static final class Plain extends EncoderBase<ILoggingEvent> {
    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
      return (event.getFormattedMessage() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return new byte[0];
    }
  }

  private static LoggingEvent event(String text) {
    return new LoggingEvent("test", LOG, Level.INFO, text, null, null);
  }

  @Test
  void what_a_full_disk_does_not_take_is_counted_and_the_next_line_is_whole_again() {
    Disk disk = new Disk();
    StandardError appender = new StandardError(disk);
    appender.setEncoder(new Plain());
    appender.start();
    double before = LogLosses.WRITE.count();

    appender.doAppend(event("one"));
    disk.room = 2;
    appender.doAppend(event("two"));
    appender.doAppend(event("three"));
    disk.room = Integer.MAX_VALUE;
    appender.doAppend(event("four"));
    appender.doAppend(event("five"));

    assertEquals("one\ntw\nfour\nfive\n", disk.bytes.toString(StandardCharsets.UTF_8));
    assertEquals(2, LogLosses.WRITE.count() - before);
  }
}
