package dev.headgate.request.accept;

import dev.headgate.chain.Node;
import dev.headgate.request.Replies;
import dev.headgate.request.accept.HttpHeads.Going;
import dev.headgate.request.send.AnswerSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/// The answer to one HTTP request. Small ones leave as one buffer, larger ones as head and body in
/// one flush.
final class HttpReplies implements Replies {
  private static final int COPIED = 4 << 10;

  private final Channel channel;
  private final Going wanted;
  private final boolean http10;
  private final CallHandler handler;

  HttpReplies(Channel channel, Going wanted, boolean http10, CallHandler handler) {
    this.channel = channel;
    this.wanted = wanted;
    this.http10 = http10;
    this.handler = handler;
  }

  @Override
  public void whole(int httpStatus, ByteBuf body, @Nullable Node node, long nodeNanos) {
    int length = body.readableBytes();
    Going going = going();
    String stamps = node == null ? "" : handler.stamps(node, nodeNanos);
    int room = HttpHeads.ROOM + stamps.length() + (length <= COPIED ? length : 0);
    ByteBuf out = room(room);
    if (out == null) {
      body.release();
      return;
    }
    HttpHeads.json(out, httpStatus, length, going, stamps);
    if (length <= COPIED) {
      out.writeBytes(body);
      body.release();
      handler.written(channel.writeAndFlush(out), going);
    } else {
      channel.write(out);
      handler.written(channel.writeAndFlush(body), going);
    }
  }

  /// A buffer to write to; null when there is no memory for it, and then the client's connection
  /// ends: an answer that never comes would be worse.
  private @Nullable ByteBuf room(int size) {
    try {
      return channel.alloc().directBuffer(size);
    } catch (OutOfMemoryError none) {
      lost();
      return null;
    }
  }

  @Override
  public void lost() {
    channel.close();
  }

  /// Decided when the answer leaves: a drain may have begun since the request came.
  private Going going() {
    return handler.endsNow() ? Going.CLOSE : wanted;
  }

  @Override
  public void nothing() {
    ByteBuf out = room(HttpHeads.ROOM);
    if (out != null) {
      Going going = going();
      HttpHeads.empty(out, 204, going, "");
      handler.written(channel.writeAndFlush(out), going);
    }
  }

  @Override
  public @Nullable AnswerSink longAnswer(Node node, long length, long nodeNanos) {
    if (!channel.isActive()) {
      return null;
    }
    // HTTP/1.0 knows no chunks: such an answer ends with its connection.
    boolean untilClose = length < 0 && http10;
    Going then = untilClose ? Going.CLOSE : going();
    ByteBuf out = room(HttpHeads.ROOM);
    if (out == null) {
      return null;
    }
    if (untilClose) {
      HttpHeads.empty(out, 200, then, "Content-Type: application/json\r\n");
    } else {
      HttpHeads.json(out, 200, length, then, handler.stamps(node, nodeNanos));
    }
    channel.write(out);
    return new Flow(length < 0 && !http10, then);
  }

  private final class Flow implements AnswerSink {
    private final boolean chunked;
    private final Going then;
    private ChannelFuture latest = channel.newSucceededFuture();
    private boolean begun;

    Flow(boolean chunked, Going then) {
      this.chunked = chunked;
      this.then = then;
    }

    @Override
    public void write(ByteBuf part) {
      if (!part.isReadable()) {
        part.release();
        return;
      }
      if (chunked) {
        writeChunk(part);
      } else {
        flush(part);
      }
    }

    private void writeChunk(ByteBuf part) {
      ByteBuf size = room(16);
      if (size == null) {
        part.release();
        return;
      }
      if (begun) {
        size.writeShort(0x0D0A); // the end of the chunk before
      }
      begun = true;
      ByteBufUtil.writeAscii(size, Integer.toHexString(part.readableBytes()));
      channel.write(size.writeShort(0x0D0A));
      flush(part);
    }

    /// A part that was lost before it reached the kernel (it may have to be copied, and there be no
    /// memory for that) must not leave a gap that looks like an answer.
    private void flush(ByteBuf part) {
      latest = channel.writeAndFlush(part);
      if (latest.isDone() && !latest.isSuccess()) {
        cut();
      }
    }

    @Override
    public boolean writable() {
      return channel.isWritable() && (latest.isDone() || !handler.memoryIsScarce());
    }

    @Override
    public void whenWritable(Runnable resume) {
      if (!channel.isWritable()) {
        handler.whenWritable(resume);
      } else {
        latest.addListener(written -> {
          if (written.isSuccess()) {
            resume.run();
          }
        });
      }
    }

    @Override
    public void finish() {
      ByteBuf last = chunked ? room(8) : Unpooled.EMPTY_BUFFER;
      if (last == null) {
        return;
      }
      if (chunked) {
        ByteBufUtil.writeAscii(last, begun ? "\r\n0\r\n\r\n" : "0\r\n\r\n");
      }
      handler.written(channel.writeAndFlush(last), then);
    }

    @Override
    public void cut() {
      // Never a well-formed short answer: where the end of the connection is the end of the answer,
      // only a reset tells.
      if (channel.isOpen()) {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        channel.close();
      }
    }
  }
}
