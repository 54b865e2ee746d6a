package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.request.RequestIds;
import dev.headgate.request.decode.RpcError;
import dev.headgate.request.send.Held;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.LateFlush;
import dev.headgate.wire.Loops;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// The rpc listener. Thread-safe.
public final class RpcListener implements AutoCloseable {
  private static final Duration MOST_ENDING = Duration.ofSeconds(5);

  private final Channel server;
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Connections connections;
  private final Door door;
  private final AcceptSettings settings;

  /// Binds the port and serves.
  ///
  /// @param routes for each event loop, from a path (`/ethereum`, `/1`, `/`) to where it leads
  /// @param room client connections that there are file descriptors for; the listener takes no more
  ///   while so many are open
  /// @throws IOException when the address cannot be had; the message says which
  public RpcListener(
      Loops loops,
      ListenSettings listen,
      LimitSettings limits,
      List<String> chains,
      Map<EventLoop, Map<String, Route>> routes,
      Pages pages,
      Held held,
      RequestIds ids,
      SteadyClock clock,
      int room)
      throws IOException {
    Serving first = new Serving(listen, limits, chains, routes);
    door = new Door(room);
    connections = new Connections(first.connections());
    settings =
        new AcceptSettings(
            new AtomicReference<>(first),
            connections,
            new CallRates(limits.callsPerSecond(), clock),
            pages,
            held,
            ids,
            clock,
            new AtomicBoolean());
    ChannelFuture bound =
        loops
            .listener()
            .handler(door)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(64 << 10, 256 << 10))
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    prepare(channel);
                  }
                })
            .bind(listen.rpc())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on " + text(listen.rpc()) + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    server = bound.channel();
  }

  private static String text(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  private void prepare(Channel channel) {
    InetAddress peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    if (!connections.enter()) {
      turnAway(
          channel,
          RpcError.unavailable(
              "headgate", "it has all the connections it takes", 1000, settings.ids().next()));
      return;
    }
    channel.closeFuture().addListener(_ -> connections.leave());
    Client client = Client.of(peer);
    boolean proxy = settings.trusted().contains(peer);
    if (!proxy && !connections.enter(client)) {
      turnAway(channel, RpcError.rateLimited(1000, settings.ids().next()));
      return;
    }
    if (!proxy) {
      channel.closeFuture().addListener(_ -> connections.leave(client));
    }
    clients.add(channel);
    LateFlush.on(channel);
    channel.pipeline().addLast("calls", new CallHandler(settings, peer, channel));
  }

  private static void turnAway(Channel channel, RpcError error) {
    ByteBuf out = OwnReplies.error(channel.alloc(), error, HttpHeads.Going.CLOSE);
    channel.writeAndFlush(out).addListener(ChannelFutureListener.CLOSE);
  }

  /// Every request whose head comes from now on is served so. Connections stay, and so do requests
  /// under way; where it listens does not change. A connection keeps the longest head that it began
  /// with.
  ///
  /// @param room how many clients the process has file descriptors for
  public void serve(Serving next, int room) {
    door.room(room);
    settings.serving().set(next);
    connections.limit(next.connections());
    settings.rates().limit(next.limits().callsPerSecond());
  }

  /// Where it listens.
  public InetSocketAddress address() {
    return (InetSocketAddress) server.localAddress();
  }

  /// Why no new client is let in at the moment; empty when each is.
  public String closed() {
    return door.closed();
  }

  /// Client connections open now.
  public int connections() {
    return connections.count();
  }

  /// Makes every answer its connection's last, and ends idle connections within a second or so. New
  /// ones are still taken, for one answer each.
  public void drain() {
    settings.draining().set(true);
    for (Channel client : clients) {
      client
          .eventLoop()
          .execute(() -> {
            CallHandler handler = client.pipeline().get(CallHandler.class);
            if (handler != null) {
              handler.drain();
            }
          });
    }
  }

  /// Takes no new connections from now on.
  public void refuse() {
    server.close().awaitUninterruptibly(MOST_ENDING.toMillis());
  }

  /// Ends all connections. Where the event loops have ended before, nobody says that they did.
  @Override
  public void close() {
    refuse();
    clients.close().awaitUninterruptibly(MOST_ENDING.toMillis());
  }
}
