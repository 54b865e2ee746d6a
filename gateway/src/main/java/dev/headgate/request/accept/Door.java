package dev.headgate.request.accept;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before the listening socket and stops accepting while the process has no file descriptors
/// left for more clients: those who wait then wait in the kernel's queue, at no cost. It counts,
/// and so stops before the kernel says no, because then calls of those inside would fail for want
/// of a connection to a node. Belongs to the listening channel's event loop; [#closed()] is
/// thread-safe.
final class Door extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.accept");
  private static final long AGAIN_MILLIS = 1000;

  private volatile int room;
  private final AtomicInteger inside = new AtomicInteger();
  private volatile String closed = "";

  /// A door that is open.
  ///
  /// @param room how many client connections may be open at one time
  Door(int room) {
    this.room = room;
  }

  /// There is another number of descriptors for clients from now on.
  void room(int now) {
    room = now;
  }

  /// Why nobody is let in at the moment; empty when everybody is.
  String closed() {
    return closed;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel client) {
      client.closeFuture().addListener(_ -> left(ctx.channel()));
      if (inside.incrementAndGet() >= room) {
        close(
            ctx.channel(),
            "there are file descriptors for " + room + " clients, and so many are connected");
        open(ctx.channel()); // those who left before it closed could not tell
      }
    }
    ctx.fireChannelRead(message);
  }

  private void left(Channel server) {
    if (inside.decrementAndGet() <= reopening() && !closed.isEmpty() && server.isOpen()) {
      server.eventLoop().execute(() -> open(server));
    }
  }

  /// A few fewer than it closed at, so that it does not open and close with each client.
  private int reopening() {
    return room - 1 - room / 16;
  }

  private void close(Channel server, String why) {
    if (closed.isEmpty()) {
      LOG.atWarn().addKeyValue("event", "door_closed").log("no new clients are let in: {}", why);
    }
    closed = why;
    server.config().setAutoRead(false);
  }

  private void open(Channel server) {
    if (!closed.isEmpty() && inside.get() <= reopening() && server.isOpen()) {
      closed = "";
      LOG.atInfo().addKeyValue("event", "door_open").log("new clients are let in again");
      server.config().setAutoRead(true);
    }
  }

  /// The kernel has no descriptor for one more after all. Tried again a second later; at once would
  /// be a busy loop, since who was not accepted still waits.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channel server = ctx.channel();
    close(server, "accept failed: " + cause.getMessage());
    server.eventLoop().schedule(() -> tryAgain(server), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tryAgain(Channel server) {
    if (inside.get() < room) {
      closed = "";
      server.config().setAutoRead(true);
    }
  }
}
