package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.LimitSettings;
import dev.headgate.request.send.Held;
import dev.headgate.testing.Limits;
import dev.headgate.testing.ManualClock;
import dev.headgate.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One client connection on a clock of the test's own.
@ExtendWith(NoLeaks.class)
class CallHandlerTest {
  private static final String PAGE = "GET /livez HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String REFUSED =
      "POST /no HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

  private final ManualClock clock = new ManualClock();
  private final Held held = new Held(1 << 20);
  private final AtomicBoolean draining = new AtomicBoolean();
  private final LimitSettings limits =
      new Limits()
          .headTimeout(Duration.ofSeconds(5))
          .bodyTimeout(Duration.ofSeconds(10))
          .idleTimeout(Duration.ofSeconds(60))
          .set();
  private final EmbeddedChannel channel = channel();

  private EmbeddedChannel channel() {
    EmbeddedChannel made =
        new EmbeddedChannel(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel client) {
                client
                    .pipeline()
                    .addLast(
                        new CallHandler(
                            Accepting.on(client, limits, held, clock, draining),
                            InetAddress.getLoopbackAddress(),
                            client));
              }
            });
    made.freezeTime();
    return made;
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
    channel.checkException();
    assertEquals(0, held.bytes());
  }

  private ByteBuf send(String text) {
    ByteBuf bytes = ByteBufUtil.writeAscii(channel.alloc(), text);
    channel.writeInbound(bytes);
    return bytes;
  }

  private void pass(Duration time) {
    clock.advance(time);
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
  }

  private String said() {
    StringBuilder said = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(out.toString(StandardCharsets.US_ASCII));
      out.release();
    }
    return said.toString();
  }

  private void writable(boolean is) {
    ChannelOutboundBuffer out = Objects.requireNonNull(channel.unsafe().outboundBuffer());
    out.setUserDefinedWritability(1, is);
    channel.runPendingTasks();
  }

  private static int answers(String said) {
    return said.split("HTTP/1.1 [24]", -1).length - 1;
  }

  @Test
  void requests_of_a_client_that_takes_no_answers_stay_bytes_and_nothing_more_is_read() {
    writable(false);
    ByteBuf bytes = send(PAGE + REFUSED + PAGE);

    assertEquals("", said());
    assertEquals(1, bytes.refCnt());
    assertFalse(channel.config().isAutoRead());
    writable(true);
    assertEquals(3, answers(said()));
    assertEquals(0, bytes.refCnt());
    assertTrue(channel.config().isAutoRead());
  }

  /// A client's end lets the kernel's bytes be read whatever we want.
  @Test
  void bytes_that_come_nevertheless_are_put_behind_those_that_wait() {
    writable(false);
    send(PAGE + PAGE.substring(0, 10));
    send(PAGE.substring(10) + REFUSED.substring(0, 30));
    writable(true);
    assertEquals(2, answers(said()));
    send(REFUSED.substring(30));

    assertEquals(1, answers(said()));
  }

  @Test
  void bytes_that_wait_are_given_back_when_their_client_leaves() {
    writable(false);
    ByteBuf bytes = send(PAGE);
    channel.close();

    assertEquals(0, bytes.refCnt());
  }

  @Test
  void what_comes_behind_the_last_answer_is_dropped() {
    ByteBuf bytes = send(PAGE.replace("Host", "Connection: close\r\nHost") + PAGE);

    assertEquals(1, answers(said()));
    assertEquals(0, bytes.refCnt());
  }

  @Test
  void a_head_has_its_time_from_its_first_byte() {
    pass(Duration.ofSeconds(50));
    send("G");
    pass(Duration.ofMillis(4900));
    send("ET");
    assertTrue(channel.isOpen());
    pass(Duration.ofMillis(200));

    assertFalse(channel.isOpen());
  }

  @Test
  void an_empty_line_behind_a_request_begins_none() {
    send(PAGE + "\r\n");
    pass(Duration.ofSeconds(6));
    send("\r\n");
    pass(Duration.ofSeconds(53));
    assertTrue(channel.isOpen());
    pass(Duration.ofSeconds(2));

    assertFalse(channel.isOpen());
  }

  @Test
  void a_body_earns_its_time_by_its_bytes() {
    send("POST /no HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n");
    pass(Duration.ofSeconds(9));
    send(" ".repeat(4 * (64 << 10)));
    pass(Duration.ofSeconds(4));
    assertTrue(channel.isOpen());
    pass(Duration.ofSeconds(2));

    assertFalse(channel.isOpen());
  }

  @Test
  void a_body_in_parts_counts_as_held_until_its_request_has_its_answer() {
    send("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + " ".repeat(50_000));
    assertEquals(0, held.bytes());
    send(" ".repeat(50_000));
    assertEquals(100_000, held.bytes());
    send(" ".repeat(100_000));

    assertEquals(0, held.bytes());
    assertTrue(said().startsWith("HTTP/1.1 404 "));
  }

  @Test
  void a_drain_ends_a_connection_with_its_last_answer_or_when_it_is_quiet() {
    draining.set(true);
    send(PAGE + PAGE + "\r\n");

    String said = said();
    assertEquals(2, answers(said));
    assertEquals(1, said.split("Connection: close", -1).length - 1, said);
    assertTrue(said.lastIndexOf("Connection: close") > said.lastIndexOf("200 OK"), said);
  }

  @Test
  void a_drain_spares_a_request_that_has_begun() {
    CallHandler handler = channel.pipeline().get(CallHandler.class);
    send("GET /livez HT");
    draining.set(true);
    handler.drain();
    pass(Duration.ofSeconds(2));
    assertTrue(channel.isOpen());
    send("TP/1.1\r\nHost: h\r\n\r\n");

    assertTrue(said().contains("Connection: close"));
  }

  @Test
  void a_target_without_a_path_leads_nowhere() {
    send("GET ?x HTTP/1.1\r\nHost: h\r\n\r\n");

    assertTrue(said().startsWith("HTTP/1.1 404 "));
    assertTrue(channel.isOpen());
  }
}
