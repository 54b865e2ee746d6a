package dev.headgate.operate;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Writes events to standard error, on the one thread of the [LogQueue] before it. An event that
/// cannot be written is lost and counted, and the next one is tried: logback's own appender gives
/// up for good at the first full disk, and waits for ever at its end for a pipe that nobody reads.
/// Named in [LogSetup].
public final class StandardError extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private final OutputStream out;
  private @Nullable Encoder<ILoggingEvent> encoder;
  private boolean torn;

  /// To this process's standard error.
  public StandardError() {
    this(new FileOutputStream(FileDescriptor.err));
  }

  StandardError(OutputStream out) {
    this.out = out;
  }

  /// How an event becomes bytes; called by logback as its configuration says.
  public void setEncoder(Encoder<ILoggingEvent> encoder) {
    this.encoder = encoder;
  }

  @Nullable Encoder<ILoggingEvent> encoder() {
    return encoder;
  }

  @Override
  protected void append(ILoggingEvent event) {
    Encoder<ILoggingEvent> form = encoder;
    if (form == null) {
      return;
    }
    byte[] line = form.encode(event);
    try {
      if (torn) {
        out.write('\n'); // the last one may have been written in part
      }
      out.write(line);
      torn = false;
    } catch (IOException lost) {
      torn = true;
      LogLosses.WRITE.one();
    }
  }
}
