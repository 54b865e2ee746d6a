package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.RawSocket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One connection on a channel without a socket, its time moved by hand.
class SocketConnectionTest {
  private static final Duration PING = SocketSettings.DEFAULTS.ping();

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private final SocketConnection connection =
      SocketConnection.on(
          channel,
          WebSocketClientHandshakerFactory.newHandshaker(
              URI.create("ws://node/path"),
              WebSocketVersion.V13,
              null,
              false,
              EmptyHttpHeaders.INSTANCE,
              1024),
          SocketSettings.DEFAULTS,
          new SocketConnection.Owner() {
            @Override
            public void opened() {
              told.add("opened");
            }

            @Override
            public void said(SocketMessage message) {
              told.add(message.getClass().getSimpleName());
            }

            @Override
            public void ended(String why) {
              told.add(why);
            }
          });

  SocketConnectionTest() {
    channel.freezeTime();
    connection.shake();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void come(byte[] bytes) {
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  private void pass(Duration time) {
    channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
  }

  /// What was written since, as text.
  private String written() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      all.append(each.toString(StandardCharsets.ISO_8859_1));
      each.release();
    }
    return all.toString();
  }

  private void open() {
    come(RawSocket.agreement(written()).getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void a_handshake_that_is_not_answered_ends_it() {
    pass(SocketSettings.DEFAULTS.handshake());
    assertEquals(List.of("no answer to the WebSocket handshake within 5000 ms"), told);
    assertFalse(channel.isOpen());
  }

  @Test
  void the_handshake_names_no_origin_and_no_extension() {
    String head = written();
    assertTrue(head.startsWith("GET /path HTTP/1.1\r\n"), head);
    assertFalse(head.contains("extensions"), head);
  }

  @Test
  void news_right_behind_the_handshake_are_not_lost() {
    String agreement = RawSocket.agreement(written());
    byte[] news = RawSocket.frame(0x80, RawSocket.TEXT, RawSocket.news("0x1", "1"));
    String both = agreement + new String(news, StandardCharsets.ISO_8859_1);
    come(both.getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("opened", "News"), told);
  }

  @Test
  void a_ping_goes_out_every_so_often_and_silence_after_it_is_the_end() {
    open();
    for (int i = 0; i < 3; i++) {
      pass(PING);
      assertEquals((char) 0x89, written().charAt(0), "a ping");
      come(RawSocket.frame(0x80, RawSocket.PONG, ""));
    }
    pass(PING);
    written();
    pass(PING);
    assertEquals(List.of("opened", "it was silent for 15000 ms, and gave no pong"), told);
    assertFalse(channel.isOpen());
    pass(PING.multipliedBy(3));
    assertEquals(2, told.size(), "and then nothing more");
  }

  @Test
  void a_part_of_a_long_message_is_a_sign_of_life() {
    open();
    pass(PING);
    for (int i = 0; i < 5; i++) {
      come(RawSocket.frame(0, i == 0 ? RawSocket.TEXT : RawSocket.CONTINUATION, "{"));
      pass(PING);
    }
    assertEquals(List.of("opened"), told);
  }

  @Test
  void a_ping_of_the_node_is_answered() {
    open();
    written();
    come(RawSocket.frame(0x80, RawSocket.PING, "x"));
    assertEquals((char) 0x8a, written().charAt(0));
  }

  @Test
  void a_close_of_the_node_is_answered_and_its_words_are_not_repeated() {
    open();
    written();
    come(RawSocket.frame(0x80, RawSocket.CLOSE, "\u000c\u0001secret"));
    assertEquals(List.of("opened", "the node closed the WebSocket, code 3073"), told);
    assertEquals((char) 0x88, written().charAt(0));
    assertFalse(channel.isOpen());
  }

  @Test
  void a_connection_that_breaks_in_mid_message_is_lost_and_no_bug() {
    open();
    come(RawSocket.frame(0, RawSocket.TEXT, "{"));
    channel.close();
    assertEquals(List.of("opened", "the connection was lost"), told);
  }

  @Test
  void an_end_is_told_once() {
    open();
    connection.end("first");
    connection.end("second");
    channel.close();
    assertEquals(List.of("opened", "first"), told);
  }
}
