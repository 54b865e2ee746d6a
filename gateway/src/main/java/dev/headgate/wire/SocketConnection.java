package dev.headgate.wire;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of a [NodeSocket], from its handshake to its end. Lives on its channel's event
/// loop.
final class SocketConnection extends SimpleChannelInboundHandler<Object> {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.wire");
  private static final HttpDecoderConfig HTTP =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(4096)
          .setMaxHeaderSize(16 << 10)
          .setMaxChunkSize(64 << 10);

  /// Told what happens. After [#ended(String)], which comes exactly once, nothing more is told.
  interface Owner {
    void opened();

    void said(SocketMessage message);

    void ended(String why);
  }

  private final WebSocketClientHandshaker handshaker;
  private final SocketSettings settings;
  private final Owner owner;
  private final Channel channel;
  private @Nullable HttpResponse switching;
  private @Nullable Future<?> timer;
  private boolean open;
  private boolean over;
  private boolean heard;

  private SocketConnection(
      Channel channel, WebSocketClientHandshaker handshaker, SocketSettings settings, Owner owner) {
    this.channel = channel;
    this.handshaker = handshaker;
    this.settings = settings;
    this.owner = owner;
  }

  /// Makes a WebSocket of a channel that is not connected yet.
  static SocketConnection on(
      Channel channel, WebSocketClientHandshaker handshaker, SocketSettings settings, Owner owner) {
    SocketConnection connection = new SocketConnection(channel, handshaker, settings, owner);
    channel
        .pipeline()
        .addLast(new HttpClientCodec(HTTP, false, false))
        .addLast(new Utf8FrameValidator(true))
        .addLast(new WebSocketFrameAggregator(settings.message()))
        .addLast(connection);
    return connection;
  }

  /// Begins the handshake on the connected channel.
  void shake() {
    if (!over) {
      timer =
          channel
              .eventLoop()
              .schedule(
                  () ->
                      end(
                          "no answer to the WebSocket handshake within "
                              + text(settings.handshake())),
                  settings.handshake().toNanos(),
                  TimeUnit.NANOSECONDS);
      handshaker.handshake(channel);
    }
  }

  void send(String json) {
    channel.writeAndFlush(
        new TextWebSocketFrame(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)),
        channel.voidPromise());
  }

  /// Ends it with a word of goodbye.
  void leave(String why) {
    if (open && !over) {
      // Whether or not the node still reads: what the kernel takes at once is sent.
      channel.writeAndFlush(
          new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), channel.voidPromise());
    }
    end(why);
  }

  void end(String why) {
    if (over) {
      return;
    }
    over = true;
    cancelTimer();
    channel.close();
    owner.ended(why);
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    if (over) {
      return;
    }
    if (message instanceof HttpResponse response) {
      head(response);
    }
    if (message instanceof LastHttpContent && switching != null && !over) {
      finish(switching);
    } else if (message instanceof WebSocketFrame frame) {
      frame(frame);
    }
  }

  private void head(HttpResponse response) {
    if (response.decoderResult().isFailure()) {
      end("broken HTTP to the WebSocket handshake");
    } else if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      end("HTTP status " + response.status().code() + " instead of a WebSocket");
    } else {
      switching = response;
    }
  }

  private void finish(HttpResponse response) {
    switching = null;
    try {
      handshaker.finishHandshake(
          channel,
          new DefaultFullHttpResponse(
              response.protocolVersion(),
              response.status(),
              Unpooled.EMPTY_BUFFER,
              response.headers(),
              EmptyHttpHeaders.INSTANCE));
    } catch (WebSocketHandshakeException e) {
      end("a wrong answer to the WebSocket handshake");
      return;
    }
    open = true;
    cancelTimer();
    heard = true;
    long interval = settings.ping().toNanos();
    timer =
        channel
            .eventLoop()
            .scheduleWithFixedDelay(this::ping, interval, interval, TimeUnit.NANOSECONDS);
    owner.opened();
  }

  private void ping() {
    if (!heard) {
      end("it was silent for " + text(settings.ping()) + ", and gave no pong");
      return;
    }
    heard = false;
    channel.writeAndFlush(new PingWebSocketFrame(), channel.voidPromise());
  }

  private void frame(WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> said(ByteBufUtil.getBytes(text.content()));
      case PingWebSocketFrame ping ->
          channel.writeAndFlush(
              new PongWebSocketFrame(ping.content().retain()), channel.voidPromise());
      case PongWebSocketFrame _ -> {
        // What counts is that something came.
      }
      case CloseWebSocketFrame close -> leave(reason(close.statusCode()));
      default -> end("it sent a binary frame");
    }
  }

  private static String reason(int code) {
    return code < 0
        ? "the node closed the WebSocket"
        : "the node closed the WebSocket, code " + code;
  }

  private void said(byte[] message) {
    SocketMessage.read(message).ifPresentOrElse(owner::said, () -> end("it sent no JSON-RPC"));
  }

  /// Also when but a part of a message came.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heard = true;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(open ? "the connection was lost" : "the connection was closed in the handshake");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (over) {
      return;
    }
    Throwable inner =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    end(
        switch (inner) {
          case TooLongFrameException _ -> tooLong();
          case CorruptedWebSocketFrameException broken
              when broken.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG) ->
              tooLong();
          case CorruptedWebSocketFrameException _ -> "it sent broken WebSocket frames";
          case SSLException _ when !open -> Reasons.ofConnect(inner);
          case IOException _, PrematureChannelClosureException _ -> "the connection was lost";
          default -> bug(cause);
        });
  }

  private String tooLong() {
    return "a message over " + (settings.message() >> 10) + " KiB";
  }

  private static String bug(Throwable cause) {
    LOG.atError().addKeyValue("event", "bug").setCause(cause).log("a node's WebSocket failed");
    return "the connection was given up";
  }

  private static String text(Duration time) {
    return time.toMillis() + " ms";
  }
}
