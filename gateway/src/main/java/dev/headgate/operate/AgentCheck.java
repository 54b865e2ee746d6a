package dev.headgate.operate;

import dev.headgate.health.publish.HealthBoard;
import dev.headgate.wire.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The listener of HAProxy's agent-check: a chain's name (or id) and a newline come in, one line by
/// [AgentWord] goes out, and the connection ends. Who sends nothing for [#PATIENCE], or ends its
/// sending, is told of all chains. It answers from the board alone and never waits for a node.
///
/// It has one event loop of its own. On a loop of the calls, a burst of calls could hold the word
/// `drain` back, and an agent that says nothing changes nothing at HAProxy. That the loops of the
/// calls are alive is what HAProxy's check of `/readyz` is for, which those loops answer.
///
/// Lines longer than [#LONGEST] bytes name no chain; of more than [#MOST_CONNECTIONS] connections
/// at one time the newest is closed without a word. Thread-safe.
public final class AgentCheck implements AutoCloseable {
  /// How long a chain's name may be on its way. A lost packet is sent again within this time on a
  /// near network, and HAProxy, which would wait half a second, is answered in time without a name.
  static final Duration PATIENCE = Duration.ofMillis(100);

  /// Bytes of a line.
  static final int LONGEST = 128;

  /// At one time. Each lasts [#PATIENCE] at most.
  static final int MOST_CONNECTIONS = 256;

  private final InetSocketAddress wanted;
  private final HealthBoard board;
  private final BooleanSupplier draining;
  private @Nullable Loops loops;
  private @Nullable Channel server;

  /// Of the one loop alone.
  private int connections;

  /// A listener that does not listen yet.
  ///
  /// @param wanted where to listen; port 0 means any free one
  /// @param draining true from the first moment of a drain
  public AgentCheck(InetSocketAddress wanted, HealthBoard board, BooleanSupplier draining) {
    this.wanted = wanted;
    this.board = board;
    this.draining = draining;
  }

  /// Listens. To be called once.
  ///
  /// @throws IOException when the address is taken or not to be had, saying which
  public void start() throws IOException {
    Loops own = new Loops("headgate-agent", 1);
    ChannelFuture bound =
        own.listener()
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Asking());
                  }
                })
            .bind(wanted)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      own.close();
      throw new IOException(
          "the agent-check listener cannot have %s:%d (%s); write another address as listen.agentCheck"
              .formatted(wanted.getHostString(), wanted.getPort(), bound.cause().getMessage()),
          bound.cause());
    }
    loops = own;
    server = bound.channel();
  }

  /// Where it listens, with the port it got. Only after [#start()].
  public InetSocketAddress address() {
    return (InetSocketAddress) Objects.requireNonNull(server, "not started").localAddress();
  }

  /// Ends at once, and all its connections.
  @Override
  public void close() {
    Loops own = loops;
    if (own != null) {
      own.close();
    }
  }

  /// One connection: it asks, is answered, and ends.
  private final class Asking extends ChannelInboundHandlerAdapter {
    private final StringBuilder line = new StringBuilder();
    private boolean answered;

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (++connections > MOST_CONNECTIONS) {
        answered = true;
        context.close();
        return;
      }
      context
          .executor()
          .schedule(() -> answer(context), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      connections--;
      answered = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      int room = LONGEST + 1 - line.length();
      if (!answered) {
        line.append(
            bytes.toString(0, Math.min(room, bytes.readableBytes()), StandardCharsets.UTF_8));
      }
      bytes.release();
      if (line.indexOf("\n") >= 0 || line.length() > LONGEST) {
        answer(context);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        answer(context);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable gone) {
      context.close();
    }

    private void answer(ChannelHandlerContext context) {
      if (answered) {
        return;
      }
      answered = true;
      String asked = line.toString().lines().findFirst().orElse("").strip();
      String word = AgentWord.of(board.all(), asked, draining.getAsBoolean());
      context
          .writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), word))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
