package dev.headgate.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One connection and the call on it. Lives on its event loop; dials again when it was lost and is
/// needed.
final class Lane extends ChannelInboundHandlerAdapter {
  enum State {
    DOWN,
    DIALLING,
    IDLE,
    BUSY
  }

  private final LoadLoop loop;
  private final int number;
  private final AnswerScanner scanner;
  private @Nullable Channel channel;
  private State state = State.DOWN;
  private long tag;
  private int method;
  private long due;
  private long sent;

  Lane(LoadLoop loop, int number, AnswerScanner scanner) {
    this.loop = loop;
    this.number = number;
    this.scanner = scanner;
  }

  /// A lane outlives its connections, one at a time.
  @Override
  public boolean isSharable() {
    return true;
  }

  State state() {
    return state;
  }

  void state(State now) {
    state = now;
  }

  Optional<Channel> channel() {
    return Optional.ofNullable(channel);
  }

  void connected(Channel made) {
    channel = made;
    state = State.IDLE;
  }

  int number() {
    return number;
  }

  int method() {
    return method;
  }

  long tag() {
    return tag;
  }

  long due() {
    return due;
  }

  long sent() {
    return sent;
  }

  AnswerScanner scanner() {
    return scanner;
  }

  void send(RequestTemplate template, int which, long firstTag, int calls, long dueAt, long now) {
    Channel to = channel;
    if (to == null) {
      throw new IllegalStateException("not connected");
    }
    state = State.BUSY;
    tag = firstTag;
    method = which;
    due = dueAt;
    sent = now;
    scanner.begin(firstTag, calls);
    ByteBuf request = to.alloc().directBuffer(template.length());
    template.write(request, firstTag);
    to.writeAndFlush(request, to.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (state != State.BUSY || !ctx.channel().equals(channel)) {
        // Nothing was asked.
        ctx.close();
      } else if (scanner.feed(in)) {
        loop.answered(this);
      }
    } catch (BadAnswer e) {
      loop.failed(this, "broken HTTP: " + e.getMessage());
    } finally {
      in.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    lost(ctx, scanner.begun() ? "cut in the answer" : "connection lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    lost(ctx, "connection lost: " + cause.getMessage());
    ctx.close();
  }

  private void lost(ChannelHandlerContext ctx, String why) {
    if (!ctx.channel().equals(channel)) {
      return;
    }
    if (state != State.BUSY) {
      drop();
      loop.freed(this);
    } else if (scanner.endedByClose()) {
      loop.answered(this);
    } else {
      loop.failed(this, why);
    }
  }

  /// Ends the connection; the lane is down.
  void drop() {
    Channel old = channel;
    channel = null;
    state = State.DOWN;
    if (old != null) {
      old.close();
    }
  }
}
