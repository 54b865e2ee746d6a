package dev.headgate.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client's connection to a node: requests are answered one after the other, as HTTP/1.1 wants
/// it, each as fast as the client reads. Lives on the node's event loop.
final class NodeConnection extends ChannelInboundHandlerAdapter {
  private static final int STEP = 16 * 1024;
  private static final int LARGEST_REQUEST = 64 * 1024 * 1024;

  /// So many requests wait at most; beyond it nothing more is read.
  private static final int WAITING = 256;

  private final SimulatedNode node;
  private final long number;
  private final Channel channel;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable HttpRequest arriving;
  private ByteArrayOutputStream body = new ByteArrayOutputStream();
  private @Nullable Transmission current;
  private Body.@Nullable Cursor cursor;

  /// Set once the connection has become a WebSocket.
  private @Nullable NodeSession session;

  /// Whether an answer stands still, half sent, because the node hangs.
  private boolean stalled;

  /// A request that has arrived whole.
  private static final class Waiting {
    private final byte[] body;
    private final boolean keepAlive;

    /// A status above 0 when it is to be refused without being read.
    private final int refused;

    /// When it asks for a WebSocket.
    private final @Nullable HttpRequest upgrade;

    Waiting(byte[] body, HttpRequest request) {
      this.body = body;
      keepAlive = HttpUtil.isKeepAlive(request);
      boolean broken = request.decoderResult().isFailure();
      boolean get = request.method().equals(HttpMethod.GET);
      upgrade = !broken && get && NodeSession.isWanted(request) ? request : null;
      refused = broken ? 400 : request.method().equals(HttpMethod.POST) ? 0 : 405;
    }
  }

  NodeConnection(SimulatedNode node, long number, Channel channel) {
    this.node = node;
    this.number = number;
    this.channel = channel;
  }

  /// Sends RST, as the kernel does for a process that died with unread input.
  void reset() {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(request);
      }
      if (message instanceof HttpContent content) {
        take(content.content());
      }
      if (message instanceof LastHttpContent) {
        arrived();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest request) {
    arriving = request;
    body = new ByteArrayOutputStream();
    if (HttpUtil.is100ContinueExpected(request)) {
      channel.writeAndFlush(text("HTTP/1.1 100 Continue\r\n\r\n"));
    }
  }

  private void take(ByteBuf content) {
    if (body.size() + content.readableBytes() > LARGEST_REQUEST) {
      reset();
      return;
    }
    try {
      content.readBytes(body, content.readableBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private void arrived() {
    HttpRequest request = arriving;
    arriving = null;
    if (request == null) {
      return;
    }
    waiting.add(new Waiting(body.toByteArray(), request));
    channel.config().setAutoRead(waiting.size() < WAITING);
    proceed();
  }

  /// Goes on where a hang stopped it, or answers the next request when none is being answered.
  void proceed() {
    if (session != null) {
      session.proceed();
      return;
    }
    if (stalled && !node.isHanging()) {
      stalled = false;
      go();
    }
    if (current != null || node.isHanging() || !channel.isActive()) {
      return;
    }
    Waiting next = waiting.poll();
    if (next == null) {
      return;
    }
    channel.config().setAutoRead(true);
    if (next.upgrade != null && node.upgrades()) {
      upgrade(next.upgrade);
      return;
    }
    Transmission transmission = answer(next);
    current = transmission;
    after(transmission.delay(), () -> begin(transmission));
  }

  private void upgrade(HttpRequest request) {
    session = NodeSession.open(node, number, channel, request);
    if (session != null) {
      node.socketOpened();
    }
  }

  Optional<NodeSession> session() {
    return Optional.ofNullable(session);
  }

  private Transmission answer(Waiting request) {
    if (request.upgrade != null) {
      return node.refuseUpgrade();
    }
    return switch (request.refused) {
      case 0 -> node.answer(request.body, request.keepAlive, number);
      case 405 -> Transmission.refusal(405, "a node speaks JSON-RPC: POST it");
      default -> Transmission.refusal(400, "broken HTTP");
    };
  }

  private void begin(Transmission transmission) {
    cursor = transmission.bytes().new Cursor(transmission.limit());
    go();
  }

  private void go() {
    Transmission transmission = current;
    Body.Cursor from = cursor;
    if (transmission == null || from == null) {
      return;
    }
    stalled = node.isHanging();
    if (stalled) {
      return;
    }
    if (transmission.drip().isZero()) {
      pump(from);
    } else {
      drip(transmission, from);
    }
  }

  /// Writes for as long as the client keeps up; goes on when it has read.
  private void pump(Body.Cursor from) {
    while (channel.isWritable()) {
      ByteBuf next = from.next(STEP);
      if (next == null) {
        finish();
        return;
      }
      channel.write(next);
    }
    channel.flush();
  }

  private void drip(Transmission transmission, Body.Cursor from) {
    ByteBuf next = from.next(1);
    if (next == null) {
      finish();
      return;
    }
    channel.writeAndFlush(next);
    after(transmission.drip(), this::go);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Transmission transmission = current;
    if (channel.isWritable() && transmission != null && transmission.drip().isZero()) {
      go();
    }
  }

  private void finish() {
    Transmission done = current;
    current = null;
    cursor = null;
    if (done == null) {
      return;
    }
    switch (done.ending()) {
      case KEEP -> {
        channel.flush();
        // Not from here: a client that pipelines thousands would make the stack as deep.
        channel.eventLoop().execute(this::proceed);
      }
      case FIN ->
          channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      case RESET -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> reset());
    }
  }

  private void after(Duration delay, Runnable then) {
    if (delay.isZero()) {
      then.run();
      return;
    }
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (channel.isActive()) {
                then.run();
              }
            },
            delay.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    node.connected(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.clear();
    current = null;
    cursor = null;
    node.disconnected(this);
    if (session != null) {
      node.socketEnded();
      session = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A client that resets is an everyday thing here; nothing of it is the node's business.
    channel.close();
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }
}
