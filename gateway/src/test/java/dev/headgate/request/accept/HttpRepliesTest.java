package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.request.accept.HttpHeads.Going;
import dev.headgate.request.send.AnswerSink;
import dev.headgate.request.send.Held;
import dev.headgate.testing.Limits;
import dev.headgate.testing.ManualClock;
import dev.headgate.testing.NoLeaks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a client sees of an answer, and of one that there is no memory for: its connection's end,
/// since whoever waits for an answer that nobody gives waits for ever.
@ExtendWith(NoLeaks.class)
class HttpRepliesTest {
  private static final Node NODE = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));

  /// Gives memory until it is told not to.
  private static final class Memory extends PooledByteBufAllocator {
    private boolean gone;

    Memory() {
      super(true, 0, 0, 8192, 1, 0, 0, false); // without arenas it pools nothing
    }

    @Override
    protected ByteBuf newDirectBuffer(int size, int most) {
      if (gone) {
        throw new OutOfMemoryError("of a test");
      }
      return super.newDirectBuffer(size, most);
    }
  }

  private final Memory memory = new Memory();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final HttpReplies replies = replies();

  private HttpReplies replies() {
    ManualClock clock = new ManualClock();
    channel.config().setAllocator(memory);
    AcceptSettings settings =
        Accepting.on(channel, new Limits().set(), new Held(1 << 20), clock, new AtomicBoolean());
    CallHandler handler = new CallHandler(settings, InetAddress.getLoopbackAddress(), channel);
    channel.pipeline().addLast(handler);
    return new HttpReplies(channel, Going.KEEP, false, handler);
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private ByteBuf bytes(String text) {
    ByteBuf out = UnpooledByteBufAllocator.DEFAULT.directBuffer(text.length());
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
    return out;
  }

  private String said() {
    StringBuilder said = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      said.append(out.toString(StandardCharsets.US_ASCII));
      out.release();
    }
    return said.toString();
  }

  @Test
  void a_long_answer_of_unknown_length_is_chunks_whose_ends_are_theirs() {
    AnswerSink sink = Objects.requireNonNull(replies.longAnswer(NODE, -1, 0));
    sink.write(bytes("abc"));
    sink.write(bytes("0123456789abcdef"));
    sink.finish();
    String said = said();
    assertTrue(said.endsWith("\r\n\r\n3\r\nabc\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"), said);
    assertTrue(channel.isOpen());
  }

  @Test
  void a_long_answer_without_a_byte_is_the_last_chunk_alone() {
    AnswerSink sink = Objects.requireNonNull(replies.longAnswer(NODE, -1, 0));
    sink.finish();
    String said = said();
    assertTrue(said.endsWith("\r\n\r\n0\r\n\r\n"), said);
  }

  @Test
  void an_answer_without_memory_ends_the_connection() {
    memory.gone = true;
    ByteBuf body = bytes("{}");
    replies.whole(200, body, null, 0);
    assertEquals(0, body.refCnt());
    assertEquals("", said());
    assertFalse(channel.isOpen());
  }

  @Test
  void silence_without_memory_ends_the_connection() {
    memory.gone = true;
    replies.nothing();
    assertFalse(channel.isOpen());
  }

  @Test
  void a_long_answer_without_memory_does_not_begin() {
    memory.gone = true;
    assertNull(replies.longAnswer(NODE, 1000, 0));
    assertFalse(channel.isOpen());
  }

  @Test
  void a_chunk_without_memory_ends_the_connection_and_never_a_chunk() {
    AnswerSink sink = Objects.requireNonNull(replies.longAnswer(NODE, -1, 0));
    sink.write(bytes("abc"));
    memory.gone = true;
    ByteBuf lost = bytes("def");
    sink.write(lost);
    assertEquals(0, lost.refCnt());
    assertFalse(channel.isOpen());
    String said = said();
    assertTrue(said.endsWith("\r\n3\r\nabc"), said);
  }

  @Test
  void a_last_chunk_without_memory_ends_the_connection() {
    AnswerSink sink = Objects.requireNonNull(replies.longAnswer(NODE, -1, 0));
    sink.write(bytes("abc"));
    memory.gone = true;
    sink.finish();
    assertFalse(channel.isOpen());
  }

  /// The kernel takes direct memory alone: a part that is none is copied when it is written.
  @Test
  void a_part_that_is_lost_on_its_way_out_leaves_no_gap() {
    AnswerSink sink = Objects.requireNonNull(replies.longAnswer(NODE, 9, 0));
    sink.write(bytes("abc"));
    channel.pipeline().addFirst(new Losing());
    sink.write(bytes("def"));
    assertFalse(channel.isOpen());
  }

  @Test
  void an_answer_that_is_lost_on_its_way_out_ends_the_connection() {
    channel.pipeline().addFirst(new Losing());
    replies.whole(200, bytes("{}"), null, 0);
    assertFalse(channel.isOpen());
  }

  /// As the transport does when it cannot copy.
  private static final class Losing extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ((ByteBuf) message).release();
      promise.setFailure(new OutOfMemoryError("of a test"));
    }
  }
}
