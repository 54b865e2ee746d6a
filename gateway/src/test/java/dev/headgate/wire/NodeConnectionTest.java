package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.testing.ManualClock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeConnectionTest {
  private static final byte[] HEAD =
      "POST / HTTP/1.1\r\nContent-Length: ".getBytes(StandardCharsets.US_ASCII);

  private final LooseConnection loose =
      new LooseConnection(
          Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")), new ManualClock());

  /// Stops the reading with every part of its answer, as for a client that takes nothing.
  private static class Pausing implements Exchange {
    private final List<String> told = new ArrayList<>();
    private final NodeConnection on;

    Pausing(NodeConnection on) {
      this.on = on;
    }

    @Override
    public ByteBuf body() {
      return Unpooled.copiedBuffer("{}", StandardCharsets.US_ASCII);
    }

    @Override
    public void sent(NodeConnection connection) {}

    @Override
    public void head(int status, long length, boolean encoded) {}

    @Override
    public void content(ByteBuf part) {
      part.release();
      told.add("content");
      on.pause();
    }

    @Override
    public void end() {
      told.add("end");
    }

    @Override
    public void failed(Failure failure) {
      told.add(failure.why());
    }

    @Override
    public boolean movable() {
      return true;
    }
  }

  private void says(String text) {
    loose.channel().writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
  }

  /// The exchange may have to send it to another node.
  @ParameterizedTest
  @ValueSource(ints = {10, 10_000})
  void the_body_stays_the_exchanges_own(int length) {
    ByteBuf body = Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
    Pausing exchange =
        new Pausing(loose.connection()) {
          @Override
          public ByteBuf body() {
            return body;
          }
        };
    loose.connection().start(exchange, HEAD);
    StringBuilder written = new StringBuilder();
    for (ByteBuf out = loose.channel().readOutbound();
        out != null;
        out = loose.channel().readOutbound()) {
      written.append(out.toString(StandardCharsets.US_ASCII));
      out.release();
    }
    assertTrue(
        written.toString().endsWith("Content-Length: " + length + "\r\n\r\n" + "x".repeat(length)));
    assertEquals(length, body.readableBytes());
    assertEquals(1, body.refCnt());
    loose.close();
  }

  @Test
  void what_this_process_has_no_memory_for_is_no_loss_of_the_node() {
    List<Failure> failures = new ArrayList<>();
    Pausing exchange =
        new Pausing(loose.connection()) {
          @Override
          public void failed(Failure failure) {
            failures.add(failure);
          }
        };
    loose.connection().start(exchange, HEAD);
    loose.channel().pipeline().fireExceptionCaught(new OutOfMemoryError("of a test"));

    assertEquals(Failure.Kind.NO_MEMORY, failures.getFirst().kind());
    assertFalse(loose.channel().isOpen());
    loose.close();
  }

  @Test
  void a_request_that_there_is_no_memory_for_is_told_as_unsent() {
    List<Failure> failures = new ArrayList<>();
    Pausing exchange =
        new Pausing(loose.connection()) {
          @Override
          public ByteBuf body() {
            throw new OutOfMemoryError("of a test");
          }

          @Override
          public void failed(Failure failure) {
            failures.add(failure);
          }
        };
    loose.connection().start(exchange, HEAD);

    assertEquals(Failure.Kind.NO_MEMORY_UNSENT, failures.getFirst().kind());
    assertFalse(loose.channel().isOpen(), "and the connection is not lent for ever");
    loose.close();
  }

  @Test
  void a_pause_in_mid_answer_lasts() {
    Pausing exchange = new Pausing(loose.connection());
    loose.connection().start(exchange, HEAD);
    says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n12");
    assertFalse(loose.reads());
    loose.close();
  }

  /// Else the next call on it would wait for an answer that nobody reads.
  @Test
  void a_pause_ends_with_the_answer_and_not_with_its_client() {
    Pausing exchange = new Pausing(loose.connection());
    loose.connection().start(exchange, HEAD);
    says("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234");
    assertEquals(List.of("content", "end"), exchange.told);
    assertTrue(loose.reads());
    loose.close();
  }
}
