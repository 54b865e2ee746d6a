package dev.headgate.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Hears what a process tells its service manager: the other end of `NOTIFY_SOCKET`.
public final class NotifyReceiver implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /// Listens.
  ///
  /// @param name a path, or `@` and an abstract name
  public NotifyReceiver(String name) {
    this.name = name;
    new Bootstrap()
        .group(thread)
        .channel(EpollDomainDatagramChannel.class)
        .handler(
            new SimpleChannelInboundHandler<DomainDatagramPacket>() {
              @Override
              protected void channelRead0(ChannelHandlerContext ctx, DomainDatagramPacket packet) {
                heard.add(packet.content().toString(StandardCharsets.UTF_8));
              }
            })
        .bind(new DomainSocketAddress(name.startsWith("@") ? "\0" + name.substring(1) : name))
        .syncUninterruptibly();
  }

  /// For the environment of the process that is to tell.
  ///
  /// @param watchdogMicros how long the manager would wait for a sign of life
  public Map<String, String> environment(long watchdogMicros) {
    return Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", Long.toString(watchdogMicros));
  }

  /// The next message that begins so; others before it are dropped.
  public String await(String beginning) throws InterruptedException {
    while (true) {
      String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("never heard " + beginning);
      }
      if (next.startsWith(beginning)) {
        return next;
      }
    }
  }

  /// Forgets what was heard.
  ///
  /// @return how many messages that begin so were among it
  public long forget(String beginning) {
    long count = 0;
    for (String next = heard.poll(); next != null; next = heard.poll()) {
      count += next.startsWith(beginning) ? 1 : 0;
    }
    return count;
  }

  @Override
  public void close() {
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
