package dev.headgate.bench.node;

import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/// A node that costs next to nothing: canned answers of about 100 bytes with the call's id, a head
/// that advances (so that a gateway calls it fit), and, to a call that says `"bytes":n`, answers of
/// that size. `GET /count` says what it has received. One event loop; knows HTTP/1.1 with a
/// `Content-Length`, no more.
public final class FixedNode implements AutoCloseable {
  private final Loops loops = new Loops("fixed-node", 1);
  private final FixedChain chain;
  private final FixedCounts counts = new FixedCounts();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private volatile boolean held;

  /// Listens on loopback.
  ///
  /// @param port 0 for a free one
  /// @param chainId what it says; all nodes of one id agree on their blocks
  public FixedNode(int port, long chainId, SteadyClock clock) {
    chain = new FixedChain(chainId, clock.wall());
    loops
        .all()
        .getFirst()
        .scheduleAtFixedRate(() -> chain.advance(clock.wall()), 50, 50, TimeUnit.MILLISECONDS);
    listener = listen(port);
  }

  private Channel listen(int port) {
    ChannelFuture bound =
        loops
            .listener()
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    connections.add(channel);
                    channel.config().setAutoRead(!held);
                    channel.pipeline().addLast(new FixedConnection(chain, counts));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      // Its threads would keep the process alive.
      loops.close();
      throw new IllegalStateException("port " + port + " cannot be had", bound.cause());
    }
    return bound.channel();
  }

  public URI url() {
    return URI.create(
        "http://127.0.0.1:" + ((InetSocketAddress) listener.localAddress()).getPort() + "/");
  }

  /// Reads nothing more until [#release]: what comes is answered after it.
  public void hold() {
    held = true;
    connections.forEach(channel -> channel.config().setAutoRead(false));
  }

  /// Reads on.
  public void release() {
    held = false;
    connections.forEach(channel -> channel.config().setAutoRead(true));
  }

  /// Calls received, probes and checks among them.
  public long calls() {
    return counts.calls();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    loops.close();
  }
}
