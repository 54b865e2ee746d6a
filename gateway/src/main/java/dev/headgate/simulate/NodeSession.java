package dev.headgate.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client's WebSocket at a node: calls are answered one after the other as over HTTP, and the
/// heads it subscribed to are pushed as the node sees them. Lives on the node's event loop.
///
/// While the node hangs nothing is said, not even a pong; once healed everything is answered, and
/// the heads it missed follow.
final class NodeSession extends SimpleChannelInboundHandler<WebSocketFrame>
    implements Subscriptions {
  private static final int LARGEST_MESSAGE = 64 * 1024 * 1024;
  private static final int FRAGMENT = 64 * 1024;

  /// So many missed heads are pushed one by one; of more, the newest.
  private static final int CAUGHT_UP = 64;

  private final SimulatedNode node;
  private final long number;
  private final Channel channel;
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  /// By subscription id, the head that was pushed last.
  private final Map<String, Block> heads = new LinkedHashMap<>();

  private boolean busy;

  private NodeSession(SimulatedNode node, long number, Channel channel) {
    this.node = node;
    this.number = number;
    this.channel = channel;
  }

  static boolean isWanted(HttpRequest request) {
    return request.headers().containsValue("Upgrade", "websocket", true);
  }

  /// Shakes hands and takes the connection over.
  ///
  /// @return null when the handshake is none, which the client has then been told
  static @Nullable NodeSession open(
      SimulatedNode node, long number, Channel channel, HttpRequest request) {
    channel
        .pipeline()
        .addAfter(
            channel.pipeline().context(HttpRequestDecoder.class).name(),
            "http-encoder",
            new HttpResponseEncoder());
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("ws://" + node.uri().getAuthority(), null, false)
            .newHandshaker(request);
    if (handshaker == null || !request.headers().contains("Sec-WebSocket-Key")) {
      WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(channel)
          .addListener(ChannelFutureListener.CLOSE);
      return null;
    }
    NodeSession session = new NodeSession(node, number, channel);
    channel.pipeline().addBefore("connection", "aggregator", aggregator());
    channel.pipeline().addBefore("connection", "session", session);
    handshaker.handshake(
        channel,
        new DefaultFullHttpRequest(
            request.protocolVersion(),
            request.method(),
            request.uri(),
            Unpooled.EMPTY_BUFFER,
            request.headers(),
            EmptyHttpHeaders.INSTANCE));
    return session;
  }

  private static WebSocketFrameAggregator aggregator() {
    return new WebSocketFrameAggregator(LARGEST_MESSAGE);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    byte[] bytes = ByteBufUtil.getBytes(frame.content());
    switch (frame) {
      case PingWebSocketFrame _ -> waiting.add(() -> pong(bytes));
      case TextWebSocketFrame _, BinaryWebSocketFrame _ -> waiting.add(() -> answer(bytes));
      case CloseWebSocketFrame _ -> waiting.add(this::bye);
      default -> {
        // A pong: we never ping.
      }
    }
    proceed();
  }

  /// Goes on where a hang or a slow answer stopped it.
  void proceed() {
    while (!busy && !node.isHanging() && channel.isActive()) {
      Runnable next = waiting.poll();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  private void pong(byte[] bytes) {
    channel.writeAndFlush(new PongWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
  }

  private void bye() {
    channel.writeAndFlush(new CloseWebSocketFrame()).addListener(ChannelFutureListener.CLOSE);
  }

  private void answer(byte[] bytes) {
    SimulatedNode.Spoken spoken = node.answer(bytes, number, this);
    if (spoken.delay().isZero()) {
      spoken.body().ifPresent(this::send);
      return;
    }
    busy = true;
    after(
        spoken.delay(),
        () -> {
          busy = false;
          spoken.body().ifPresent(this::send);
          proceed();
        });
  }

  private void after(Duration delay, Runnable then) {
    channel.eventLoop().schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void send(Body body) {
    Body.Cursor cursor = body.new Cursor(Long.MAX_VALUE);
    ByteBuf first = cursor.next(FRAGMENT);
    ByteBuf next = cursor.next(FRAGMENT);
    channel.write(
        new TextWebSocketFrame(next == null, 0, first == null ? Unpooled.EMPTY_BUFFER : first));
    while (next != null) {
      ByteBuf after = cursor.next(FRAGMENT);
      channel.write(new ContinuationWebSocketFrame(after == null, 0, next));
      next = after;
    }
    channel.flush();
  }

  /// Whether any heads are to be pushed.
  boolean follows() {
    return !heads.isEmpty();
  }

  /// Pushes what the node has come to see since the last time.
  void push(NodeView view) {
    // An answer on its way may be that to the subscription itself, which goes first.
    if (!busy && waiting.isEmpty() && !node.isHanging()) {
      heads.replaceAll((id, last) -> push(view, id, last));
    }
  }

  private Block push(NodeView view, String id, Block last) {
    Block head = view.any(view.head());
    if (head.equals(last)) {
      return last;
    }
    boolean reorganised = !view.any(last.number()).equals(last);
    long next = reorganised ? last.number() : last.number() + 1;
    for (long at = Math.max(Math.min(next, head.number()), head.number() - CAUGHT_UP + 1);
        at <= head.number();
        at++) {
      send(Body.of(notification(id, Render.header(view, view.any(at)))));
    }
    return head;
  }

  private static String notification(String id, String result) {
    return Json.object()
        .text("jsonrpc", "2.0")
        .text("method", "eth_subscription")
        .raw("params", Json.object().text("subscription", id).raw("result", result).end())
        .end();
  }

  @Override
  public String subscribe(RpcRequest call) {
    String kind = call.text(0);
    if (!kind.equals("newHeads")) {
      throw new RpcRefusal(
          RpcRefusal.NO_METHOD, "no \"" + kind + "\" subscription in eth namespace");
    }
    String id = node.nextSubscription();
    NodeView view = node.view();
    heads.put(id, view.any(view.head()));
    node.follow();
    return Json.quoted(id);
  }

  @Override
  public String unsubscribe(RpcRequest call) {
    if (heads.remove(call.text(0)) == null) {
      throw new RpcRefusal(RpcRefusal.SERVER, "subscription not found");
    }
    return "true";
  }
}
