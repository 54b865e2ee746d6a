package dev.headgate.operate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.CoreConstants;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.hook.DefaultShutdownHook;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;

/// How the log is written: one event per line on standard error, JSON for machines, or with
/// `-Dheadgate.log=text` for people; from `-Dheadgate.logLevel` (INFO) on. Logback finds this class
/// by its service file. An operator's own `-Dlogback.configurationFile` stands instead of it.
///
/// In Java, because a `logback.xml` would cost each start an XML parser: a tenth of its time.
public final class LogSetup extends ContextAwareBase implements Configurator {
  private static final String OWN_FILE = "logback.configurationFile";

  /// A line break inside a message would forge a line.
  private static final String TEXT =
      "%d{HH:mm:ss.SSS} %-5level %replace(%msg){'[\\r\\n]+',' '} %kvp%n%ex{full}";

  private static final List<String> QUIET = List.of("io.netty", "io.micrometer", "org.web3j");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(OWN_FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    StandardError lines = new StandardError();
    lines.setContext(context);
    lines.setName("lines");
    lines.setEncoder(
        "text".equals(setting(context, "headgate.log")) ? text(context) : json(context));
    lines.start();
    // Between whoever logs and standard error, so that nobody waits for a disk or a pipe.
    LogQueue queue = new LogQueue();
    queue.setContext(context);
    queue.setName("queue");
    queue.addAppender(lines);
    queue.start();
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(setting(context, "headgate.logLevel"), Level.INFO));
    root.addAppender(queue);
    writeOutAtEnd(context);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static String setting(LoggerContext context, String key) {
    String own = context.getProperty(key);
    return own == null ? System.getProperty(key, "") : own;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonLines encoder = new JsonLines();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithMDC(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(TEXT);
    encoder.start();
    return encoder;
  }

  /// What waits in the queue is written before the process ends.
  private static void writeOutAtEnd(LoggerContext context) {
    DefaultShutdownHook hook = new DefaultShutdownHook();
    hook.setContext(context);
    Thread thread = new Thread(hook, "log-end");
    context.putObject(CoreConstants.SHUTDOWN_HOOK_THREAD, thread);
    Runtime.getRuntime().addShutdownHook(thread);
  }
}
