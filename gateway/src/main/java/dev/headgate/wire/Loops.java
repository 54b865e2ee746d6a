package dev.headgate.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The event loops of the process: epoll where there is one, else Java's selector. Thread-safe.
public final class Loops implements AutoCloseable {
  /// Pooled, because Netty's newer default (adaptive) is still reported to hold on to direct
  /// memory, and measures no faster.
  public static final PooledByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> all = new ArrayList<>();
  private final boolean epoll = Epoll.isAvailable();

  /// Starts so many event loops for calls.
  public Loops(int threads) {
    this("headgate-loop", threads);
  }

  /// Starts so many event loops for something else.
  ///
  /// @param name of their threads
  public Loops(String name, int threads) {
    IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), handlers);
    for (EventExecutor executor : group) {
      all.add((EventLoop) executor);
    }
  }

  public List<EventLoop> all() {
    return all;
  }

  public MultiThreadIoEventLoopGroup group() {
    return group;
  }

  /// A bootstrap for a listener whose connections live on these loops.
  public ServerBootstrap listener() {
    return new ServerBootstrap()
        .group(group)
        .childOption(ChannelOption.ALLOCATOR, ALLOCATOR)
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
  }

  /// A bootstrap for a connection on exactly this loop.
  Bootstrap dialler(EventLoop loop) {
    return new Bootstrap()
        .group(loop)
        .option(ChannelOption.ALLOCATOR, ALLOCATOR)
        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
  }

  Class<? extends SocketChannel> streams() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends DatagramChannel> datagrams() {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  /// Ends the loops; waits up to five seconds for them.
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
