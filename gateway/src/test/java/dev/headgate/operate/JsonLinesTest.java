package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.status.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
  private static final Instant AT = Instant.parse("2026-11-01T10:11:12.345Z");

  @Test
  void an_event_is_one_line_of_json_with_its_keys_and_values() {
    String line = line(configured("", ""), event());

    assertEquals(1, line.lines().count(), line);
    JsonNode json = JsonMapper.shared().readTree(line);
    assertEquals("2026-11-01T10:11:12.345Z", json.get("timestamp").stringValue());
    assertEquals("WARN", json.get("level").stringValue());
    assertEquals("dev.headgate.Test", json.get("loggerName").stringValue());
    assertEquals("geth-b takes over\nfor \"geth-a\"", json.get("formattedMessage").stringValue());
    assertEquals("failover", json.at("/kvpList/0/event").stringValue());
    assertEquals("geth-b", json.at("/kvpList/1/to").stringValue());
    assertEquals("broken", json.at("/throwable/message").stringValue());
  }

  @Test
  void for_people_a_message_stays_on_one_line() {
    String line = line(configured("headgate.log", "text"), event());

    String first = line.lines().findFirst().orElseThrow();
    assertTrue(
        first.endsWith("WARN  geth-b takes over for \"geth-a\" event=\"failover\" to=\"geth-b\""),
        first);
    assertTrue(line.contains("IllegalStateException: broken"), line);
  }

  @Test
  void libraries_speak_only_when_something_is_wrong() {
    LoggerContext context = configured("", "");

    assertEquals(Level.WARN, context.getLogger("io.netty.handler.ssl").getEffectiveLevel());
    assertEquals(Level.WARN, context.getLogger("org.web3j.protocol").getEffectiveLevel());
    assertEquals(Level.INFO, context.getLogger("dev.headgate").getEffectiveLevel());
  }

  private static LoggerContext configured(String key, String value) {
    LoggerContext context = new LoggerContext();
    if (!key.isEmpty()) {
      context.putProperty(key, value);
    }
    assertEquals(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY, new LogSetup().configure(context));
    return context;
  }

  private static String line(LoggerContext context, ILoggingEvent event) {
    var appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    LogQueue queue = (LogQueue) appenders.next();
    assertEquals(false, appenders.hasNext());
    var only = (StandardError) queue.getAppender("lines");
    assertEquals(
        List.of(),
        context.getStatusManager().getCopyOfStatusList().stream()
            .filter(status -> status.getLevel() > Status.INFO)
            .toList());
    return new String(Objects.requireNonNull(only.encoder()).encode(event), StandardCharsets.UTF_8);
  }

  private static LoggingEvent event() {
    LoggerContext context = new LoggerContext();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("dev.headgate.Test"),
            Level.WARN,
            "{} takes over\nfor \"geth-a\"",
            new IllegalStateException("broken"),
            new Object[] {"geth-b"});
    event.setInstant(AT);
    event.setKeyValuePairs(
        List.of(new KeyValuePair("event", "failover"), new KeyValuePair("to", "geth-b")));
    return event;
  }
}
