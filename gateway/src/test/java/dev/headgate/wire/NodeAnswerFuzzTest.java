package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.testing.Fuzz;
import dev.headgate.testing.ManualClock;
import dev.headgate.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a broken or hostile node may send, by chance: an exchange ends once, nothing escapes or
/// leaks, and how the network cuts the bytes never changes what is told.
@ExtendWith(NoLeaks.class)
class NodeAnswerFuzzTest {
  private static final byte[] HEAD =
      "POST / HTTP/1.1\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NASTY =
      "\r\n\r\n :,;\t\0\u007fxX09-+/CcTtHh".getBytes(StandardCharsets.US_ASCII);
  private static final String BODY = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
  private static final List<String> ANSWERS =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n" + BODY,
          "HTTP/1.1 200\r\nContent-Length: 38\r\nConnection: close\r\n\r\n" + BODY,
          CHUNKED + "\r\n26\r\n" + BODY + "\r\n0\r\n\r\n",
          CHUNKED
              + "\r\n10;a=b\r\n"
              + BODY.substring(0, 16)
              + "\r\n16\r\n"
              + BODY.substring(16)
              + "\r\n0\r\nX: y\r\n\r\n",
          CHUNKED + "Content-Length: 5\r\n\r\n0\r\n\r\n" + BODY,
          "HTTP/1.1 200 OK\r\n\r\n" + BODY,
          "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + BODY,
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 204 No Content\r\n\r\n",
          "HTTP/1.1 304 Not Modified\r\nContent-Length: 38\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 38\r\n\r\n" + BODY,
          "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 38\r\n\r\n" + BODY,
          "<html>");

  /// What an exchange was told.
  private static final class Told implements Exchange {
    private final StringBuilder body = new StringBuilder();
    private String head = "";
    private String end = "";

    @Override
    public ByteBuf body() {
      return Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII);
    }

    @Override
    public void sent(NodeConnection connection) {}

    @Override
    public void head(int status, long length, boolean encoded) {
      assertEquals("", head + end, "a second head, or one after the end");
      head = status + " " + length + " " + encoded;
    }

    @Override
    public void content(ByteBuf part) {
      assertTrue(end.isEmpty(), "a part after the end");
      body.append(part.toString(StandardCharsets.ISO_8859_1));
      part.release();
    }

    @Override
    public void end() {
      ends(" whole " + head + " " + body);
    }

    @Override
    public void failed(Failure failure) {
      ends(" failed " + failure.kind());
    }

    private void ends(String how) {
      assertEquals("", end, "it ended twice");
      end = how;
    }

    @Override
    public boolean movable() {
      return true;
    }
  }

  @Test
  void what_an_exchange_is_told_does_not_hang_on_how_the_bytes_are_cut() {
    Fuzz.run(
        "HTTP answers of nodes",
        random -> {
          String some = ANSWERS.get(random.nextInt(ANSWERS.size()));
          some += random.nextInt(4) == 0 ? ANSWERS.get(random.nextInt(ANSWERS.size())) : "";
          byte[] bytes = Fuzz.damaged(some.getBytes(StandardCharsets.ISO_8859_1), random, NASTY);
          String story = new String(bytes, StandardCharsets.ISO_8859_1);
          assertEquals(told(bytes, random, false), told(bytes, random, true), story);
        });
  }

  private static String told(byte[] bytes, Random random, boolean cut) {
    LooseConnection loose =
        new LooseConnection(
            Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")), new ManualClock());
    EmbeddedChannel channel = loose.channel();
    Told told = new Told();
    loose.connection().start(told, HEAD);
    for (int from = 0; from < bytes.length && channel.isOpen(); ) {
      int length = cut ? Math.min(1 + random.nextInt(20), bytes.length - from) : bytes.length;
      channel.writeInbound(channel.alloc().directBuffer(length).writeBytes(bytes, from, length));
      from += length;
    }
    loose.close();
    channel.checkException();
    assertTrue(!told.end.isEmpty(), "it never ended");
    return told.end;
  }
}
