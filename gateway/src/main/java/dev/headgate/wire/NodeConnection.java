package dev.headgate.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to a node: one exchange at a time. Lives on its pool's event loop alone.
public final class NodeConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.wire");
  private static final int COPIED = 4 << 10;
  private static final long NEVER_NANOS = Long.MAX_VALUE / 4;

  private final NodePool pool;
  private final Channel channel;
  private final ResponseReader reader = new ResponseReader(new Answer());
  private @Nullable Exchange exchange;
  private boolean usedBefore;
  private boolean answering;
  private boolean keepAlive = true;
  private boolean interim;
  private boolean whole;
  private long lastByteNanos;
  private long idleSinceNanos;
  private int busyPlace = BusyConnections.NOWHERE;

  NodeConnection(NodePool pool, Channel channel, long nowNanos) {
    this.pool = pool;
    this.channel = channel;
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

  /// Its place among the busy ones of its pool.
  int busyPlace() {
    return busyPlace;
  }

  void busyPlace(int place) {
    busyPlace = place;
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
    int length;
    try {
      body = next.body();
      length = body.readableBytes();
      out = requestHead(head, length);
    } catch (OutOfMemoryError none) {
      fail(new Failure(Failure.Kind.NO_MEMORY_UNSENT, "no memory for the request"));
      return;
    }
    next.sent(this);
    if (length <= COPIED) {
      out.writeBytes(body, body.readerIndex(), length);
      channel.writeAndFlush(out, channel.voidPromise());
    } else {
      ByteBuf own = body.retainedDuplicate(); // the exchange may end when the head does not leave
      channel.write(out, channel.voidPromise());
      channel.writeAndFlush(own, channel.voidPromise());
    }
  }

  /// With room for a small body: one buffer is cheaper to write than two.
  private ByteBuf requestHead(byte[] head, int length) {
    ByteBuf out = channel.alloc().directBuffer(head.length + 16 + (length <= COPIED ? length : 0));
    out.writeBytes(head);
    Decimal.write(out, length);
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
    ByteBuf in = (ByteBuf) message;
    try {
      if (exchange == null && !whole) {
        channel.close(); // nobody asked
        return;
      }
      reader.read(in);
      // Bytes behind the answer: they must not become the next call's.
      keepAlive &= !(whole && in.isReadable());
    } finally {
      in.release();
    }
  }

  /// What the reader finds, told to the exchange.
  private final class Answer implements ResponseReader.Sink {
    @Override
    public void head(
        int status, long length, boolean encoded, boolean keeps, Optional<String> date) {
      Exchange mine = exchange;
      interim = status / 100 == 1;
      if (interim && status == 101) {
        fail(garbage("it switched protocols"));
      } else if (!interim && mine != null) {
        answering = true;
        keepAlive = keepAlive && keeps;
        if (mine instanceof Exchange.Dated dated) {
          date.ifPresent(dated::date);
        }
        mine.head(status, length, encoded);
      }
    }

    @Override
    public void content(ByteBuf part) {
      Exchange mine = exchange;
      if (mine == null) {
        part.release();
      } else {
        mine.content(part);
      }
    }

    @Override
    public void end() {
      Exchange mine = exchange;
      if (!interim && mine != null) {
        whole = true;
        mine.end();
      }
    }

    @Override
    public void broken(String why) {
      fail(garbage("broken HTTP: " + why));
    }

    @Override
    public boolean open() {
      return exchange != null && !whole;
    }

    @Override
    public boolean wantsDate() {
      return exchange instanceof Exchange.Dated;
    }
  }

  /// Only here, when all that the node had sent is read, may another call get the connection.
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    giveBack();
  }

  private void giveBack() {
    if (whole) {
      whole = false;
      exchange = null;
      usedBefore = true;
      idleSinceNanos = lastByteNanos;
      resume();
      pool.release(this, keepAlive && channel.isActive());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reader.closed();
    giveBack();
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
