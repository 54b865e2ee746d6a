package dev.headgate.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a node: one exchange at a time. Lives on its pool's event loop alone.
public final class NodeConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.wire");
  private static final int CONTINUE_CLASS = 100;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  private final NodePool pool;
  private final Channel channel;
  private final StrictResponseDecoder decoder;
  private @Nullable Exchange exchange;
  private boolean usedBefore;
  private boolean answering;
  private boolean keepAlive = true;
  private boolean skipping;
  private boolean whole;
  private long lastByteNanos;
  private long idleSinceNanos;

  NodeConnection(NodePool pool, Channel channel, StrictResponseDecoder decoder, long nowNanos) {
    this.pool = pool;
    this.channel = channel;
    this.decoder = decoder;
    // Never heard of: a hung node's kernel still takes connections, so a new one proves nothing.
    this.lastByteNanos = nowNanos - NEVER_NANOS;
    this.idleSinceNanos = nowNanos;
  }

  /// Stops reading the node's answer, so that its sender is slowed: the client cannot take more for
  /// now.
  public void pause() {
    channel.config().setAutoRead(false);
  }

  public void resume() {
    channel.config().setAutoRead(true);
  }

  /// Ends the connection without another word to the exchange: its owner has turned away.
  public void abandon() {
    exchange = null;
    channel.close();
  }

  /// Hands what still comes on this connection to another, who only wants it read to its end.
  public void handOver(Exchange to) {
    exchange = to;
  }

  /// Whether it has carried a whole exchange already.
  boolean usedBefore() {
    return usedBefore;
  }

  boolean active() {
    return channel.isActive();
  }

  long lastByteNanos() {
    return lastByteNanos;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  void close() {
    channel.close();
  }

  /// Writes the request of `next` in one flush.
  void start(Exchange next, byte[] head) {
    exchange = next;
    answering = false;
    whole = false;
    ByteBuf body;
    ByteBuf out;
    try {
      body = next.body();
      out = requestHead(head, body);
    } catch (OutOfMemoryError none) {
      fail(new Failure(Failure.Kind.NO_MEMORY_UNSENT, "no memory for the request"));
      return;
    }
    next.sent(this);
    channel.write(out, channel.voidPromise());
    channel.writeAndFlush(body, channel.voidPromise());
  }

  private ByteBuf requestHead(byte[] head, ByteBuf body) {
    ByteBuf out;
    try {
      out = channel.alloc().directBuffer(head.length + 16);
    } catch (OutOfMemoryError none) {
      body.release();
      throw none;
    }
    out.writeBytes(head);
    Decimal.write(out, body.readableBytes());
    return out.writeInt(0x0D0A0D0A); // the line's end and the empty line
  }

  /// The pool's order to go; the exchange moves if it may, else the connection lives until its
  /// answer.
  void evict(Failure failure) {
    Exchange mine = exchange;
    keepAlive = false;
    if (mine == null || mine.movable()) {
      fail(failure);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    lastByteNanos = pool.heard();
    if (message instanceof HttpResponse response) {
      head(response);
    }
    if (message instanceof HttpContent content) {
      content(content);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(HttpResponse response) {
    if (exchange == null || whole) {
      channel.close(); // an answer that nobody asked for
      return;
    }
    if (response.decoderResult().isFailure()) {
      fail(garbage("broken HTTP: " + brief(response.decoderResult().cause())));
      return;
    }
    String fault = Framing.fault(response);
    if (!fault.isEmpty()) {
      fail(garbage("broken HTTP: " + fault));
      return;
    }
    int status = response.status().code();
    skipping = status / 100 * 100 == CONTINUE_CLASS;
    if (skipping && status == 101) {
      fail(garbage("it switched protocols"));
    } else if (!skipping) {
      answering = true;
      keepAlive = keepAlive && HttpUtil.isKeepAlive(response);
      begin(exchange, status, response.headers());
    }
  }

  private static void begin(Exchange exchange, int status, HttpHeaders headers) {
    if (exchange instanceof Exchange.Dated dated && headers.contains(HttpHeaderNames.DATE)) {
      dated.date(headers.get(HttpHeaderNames.DATE));
    }
    boolean chunked = headers.containsValue(HttpHeaderNames.TRANSFER_ENCODING, "chunked", true);
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    boolean encoded =
        headers.contains(HttpHeaderNames.CONTENT_ENCODING)
            && !headers.contains(HttpHeaderNames.CONTENT_ENCODING, "identity", true);
    exchange.head(
        status, chunked ? -1 : length == null ? -2 : Long.parseLong(length.trim()), encoded);
  }

  private void content(HttpContent content) {
    Exchange mine = exchange;
    if (mine == null || skipping || whole) {
      skipping = skipping && !(content instanceof LastHttpContent);
      content.release();
    } else if (content.decoderResult().isFailure()) {
      content.release();
      fail(garbage("broken HTTP body: " + brief(content.decoderResult().cause())));
    } else {
      boolean last = content instanceof LastHttpContent;
      deliver(mine, content);
      if (last && exchange != null) {
        finish();
      }
    }
  }

  private void deliver(Exchange mine, HttpContent content) {
    if (content.content().isReadable()) {
      mine.content(content.content());
    } else {
      content.release();
    }
  }

  private void finish() {
    whole = true;
    if (decoder.hasLeftover()) {
      keepAlive = false; // bytes behind the answer: they must not become the next call's
    }
    Exchange mine = exchange;
    if (mine != null) {
      mine.end();
    }
  }

  /// Only here, when all that the node had sent is read, may another call get the connection.
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (whole) {
      whole = false;
      exchange = null;
      usedBefore = true;
      idleSinceNanos = lastByteNanos;
      resume();
      pool.release(this, keepAlive && channel.isActive() && !decoder.hasLeftover());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean silent = usedBefore && !answering;
    fail(
        silent
            ? new Failure(Failure.Kind.LOST_REUSED, "the connection was closed")
            : new Failure(Failure.Kind.LOST, "the connection was lost"));
    pool.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      LOG.atWarn()
          .addKeyValue("event", "no_memory")
          .log("no memory for an answer: {}", brief(cause));
      fail(new Failure(Failure.Kind.NO_MEMORY, "no memory for the answer"));
      return;
    }
    boolean everyday = cause instanceof IOException || cause.getCause() instanceof IOException;
    if (!everyday) { // a handshake that failed comes wrapped
      LOG.atError().addKeyValue("event", "bug").setCause(cause).log("a node connection failed");
    }
    boolean silent = usedBefore && !answering;
    Failure.Kind kind = silent ? Failure.Kind.LOST_REUSED : Failure.Kind.LOST;
    fail(new Failure(kind, "the connection was lost: " + brief(cause)));
  }

  private void fail(Failure failure) {
    Exchange mine = whole ? null : exchange;
    exchange = null;
    channel.close();
    if (mine != null) {
      mine.failed(failure);
    }
  }

  private static Failure garbage(String why) {
    return new Failure(Failure.Kind.GARBAGE, why);
  }

  private static String brief(@Nullable Throwable cause) {
    String text = cause == null || cause.getMessage() == null ? "unknown" : cause.getMessage();
    return text.length() > 100 ? text.substring(0, 100) : text;
  }
}
