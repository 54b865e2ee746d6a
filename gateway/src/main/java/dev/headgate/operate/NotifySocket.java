package dev.headgate.operate;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Datagrams to a Unix socket, which the JDK cannot send (its Unix sockets are streams): by Netty's
/// native epoll, on a thread of its own, so that a stuck event loop does not keep it from saying
/// so. Thread-safe.
final class NotifySocket implements ServiceManager.Line {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.service");

  private final EventLoopGroup thread =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("headgate-notify", true), EpollIoHandler.newFactory());
  private final Bootstrap bootstrap;
  private volatile boolean deaf;

  /// The manager never answers.
  private static final class Nothing extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {}
  }

  /// A way to a socket.
  ///
  /// @param name a path, or `@` and an abstract name
  NotifySocket(String name) {
    String path = name.startsWith("@") ? "\0" + name.substring(1) : name;
    bootstrap =
        new Bootstrap()
            .group(thread)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new Nothing())
            .remoteAddress(new DomainSocketAddress(path));
  }

  /// Whether this machine has what is needed.
  static boolean possible() {
    return Epoll.isAvailable();
  }

  /// A socket for each datagram: one that was kept would be lost with the manager's.
  @Override
  public void send(String text, Duration most) {
    Promise<Void> gone = thread.next().newPromise();
    bootstrap
        .connect()
        .addListener((ChannelFuture made) -> {
          if (made.isSuccess()) {
            write(made.channel(), text, gone);
          } else {
            failed(made.cause(), gone);
          }
        });
    gone.awaitUninterruptibly(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void write(Channel to, String text, Promise<Void> gone) {
    to.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
        .addListener((ChannelFuture sent) -> {
          if (sent.isSuccess()) {
            deaf = false;
            gone.setSuccess(null);
          } else {
            failed(sent.cause(), gone);
          }
        })
        .addListener(ChannelFutureListener.CLOSE);
  }

  /// Said once, and not again before it has worked.
  private void failed(Throwable cause, Promise<Void> gone) {
    if (!deaf) {
      deaf = true;
      LOG.atWarn()
          .addKeyValue("event", "notify")
          .log("systemd could not be told: {}", cause.getMessage());
    }
    gone.setFailure(cause);
  }

  @Override
  public void close() {
    thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
