package dev.headgate.wire;

import dev.headgate.chain.Node;
import dev.headgate.time.SteadyClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.resolver.DefaultNameResolver;
import io.netty.resolver.InetSocketAddressResolver;
import io.netty.util.concurrent.ImmediateEventExecutor;

/// A connection to a node without a socket, on a channel that the test plays the node's part on.
public final class LooseConnection {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final NodePool pool;
  private final NodeConnection connection;

  public LooseConnection(Node node, SteadyClock clock) {
    pool =
        new NodePool(
            node,
            new Dial(node),
            channel.eventLoop(),
            new Bootstrap(),
            new InetSocketAddressResolver(
                ImmediateEventExecutor.INSTANCE,
                new DefaultNameResolver(ImmediateEventExecutor.INSTANCE)),
            clock,
            1,
            _ -> {},
            (_, _) -> {});
    connection = new NodeConnection(pool, channel, clock.nanos());
    channel.pipeline().addLast(connection);
  }

  public NodePool pool() {
    return pool;
  }

  public NodeConnection connection() {
    return connection;
  }

  /// Whether the gateway reads what the node sends.
  public boolean reads() {
    return channel.config().isAutoRead();
  }

  /// The loop that it lives on.
  public EventLoop loop() {
    return channel.eventLoop();
  }

  EmbeddedChannel channel() {
    return channel;
  }

  public void close() {
    channel.finishAndReleaseAll();
  }
}
