package dev.headgate.wire;

import dev.headgate.chain.Node;
import dev.headgate.time.SteadyClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to one node. Every method is called on that loop.
///
/// The one used last is given first, so that a quiet pool shrinks to what is needed. A connection
/// idle for longer than [#IDLE_LIMIT] is closed: nodes close theirs after a minute or two, and a
/// call must not meet that moment.
public final class NodePool {
  static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  static final Duration TLS_TIMEOUT = Duration.ofSeconds(1);
  static final Duration IDLE_LIMIT = Duration.ofSeconds(15);
  private static final int MOST_CONNECTING = 32;
  private static final Duration RECONNECT = Duration.ofMillis(100);

  private Node node;
  private Dial dial;
  private final EventLoop loop;
  private final SteadyClock clock;
  private final LongConsumer heard;
  private final ConnectRecorder recorder;
  private final Bootstrap bootstrap;
  private final AddressResolver<InetSocketAddress> resolver;
  private int limit;
  private final ArrayDeque<NodeConnection> idle = new ArrayDeque<>();
  private final BusyConnections busy = new BusyConnections();
  private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
  private int connecting;
  private long generation;
  private boolean sweeping;
  private boolean retired;

  /// A pool without connections.
  ///
  /// @param heard told the time, in nanoseconds of the clock, whenever the node sent something
  NodePool(
      Node node,
      Dial dial,
      EventLoop loop,
      Bootstrap bootstrap,
      AddressResolver<InetSocketAddress> resolver,
      SteadyClock clock,
      int limit,
      LongConsumer heard,
      ConnectRecorder recorder) {
    this.node = node;
    this.dial = dial;
    this.loop = loop;
    this.clock = clock;
    this.heard = heard;
    this.recorder = recorder;
    this.limit = limit;
    this.resolver = resolver;
    this.bootstrap =
        bootstrap
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    prepare(channel);
                  }
                });
  }

  /// Gives the exchange a connection as soon as there is one: at once, after connecting, or after
  /// waiting for a busy one.
  public void submit(Exchange exchange) {
    NodeConnection connection = takeIdle();
    if (connection != null) {
      busy.add(connection);
      connection.start(exchange, dial.head());
    } else {
      waiting.add(exchange);
      connectIfAllowed();
    }
  }

  /// Takes back an exchange that still waits for a connection.
  ///
  /// @return whether it was waiting; false when it has a connection already
  public boolean withdraw(Exchange exchange) {
    return waiting.remove(exchange);
  }

  /// Ends every connection from which nothing came since `silentSinceNanos`; the exchanges on them,
  /// and those that wait, fail at once, but for those that may not move.
  public void evict(long silentSinceNanos, String why) {
    generation++;
    for (NodeConnection connection : List.copyOf(idle)) {
      if (connection.lastByteNanos() - silentSinceNanos <= 0) {
        idle.remove(connection);
        connection.close();
      }
    }
    List<Exchange> stranded = new ArrayList<>(waiting);
    waiting.clear();
    for (NodeConnection connection : busy.copy()) {
      if (connection.lastByteNanos() - silentSinceNanos <= 0) {
        connection.evict(new Failure(Failure.Kind.EVICTED, why));
      }
    }
    stranded.forEach(exchange -> exchange.failed(new Failure(Failure.Kind.EVICTED_UNSENT, why)));
  }

  /// The node has other settings from now on: calls that are yet to be sent go by them, on the same
  /// connections.
  ///
  /// @param same the same node, at the same address
  void adopt(Node same, Dial how, int most) {
    node = same;
    dial = how;
    limit = most;
  }

  /// The node is left: idle connections end now, each other one with its exchange. Calls that began
  /// earlier may still be submitted.
  void retire() {
    retired = true;
    idle.forEach(NodeConnection::close);
    idle.clear();
  }

  /// Connections in use, idle and being made.
  public int size() {
    return idle.size() + busy.size() + connecting;
  }

  long heard() {
    long now = clock.nanos();
    heard.accept(now);
    return now;
  }

  void release(NodeConnection connection, boolean reusable) {
    if (!busy.remove(connection) || !reusable) {
      connection.close();
      connectIfAllowed();
      return;
    }
    Exchange next = waiting.poll();
    if (next == null && retired) {
      connection.close();
    } else if (next == null) {
      idle.addFirst(connection);
      sweepLater();
    } else {
      busy.add(connection);
      connection.start(next, dial.head());
    }
  }

  void gone(NodeConnection connection) {
    idle.remove(connection);
    if (busy.remove(connection)) {
      connectIfAllowed();
    }
  }

  private @Nullable NodeConnection takeIdle() {
    for (NodeConnection next = idle.poll(); next != null; next = idle.poll()) {
      if (next.active()) {
        return next;
      }
    }
    return null;
  }

  /// A few at a time: a node's accept queue is short, and the kernel drops what does not fit, for a
  /// second or more.
  private void connectIfAllowed() {
    while (waiting.size() > connecting && connecting < MOST_CONNECTING && size() < limit) {
      connecting++;
      long mine = generation;
      long start = clock.nanos();
      resolver
          .resolve(dial.peer().address())
          .addListener((Future<InetSocketAddress> found) -> {
            if (found.isSuccess()) {
              connect(found.getNow(), mine, start);
            } else {
              refused(found.cause());
            }
          });
    }
  }

  /// Registers and connects in one turn of the loop. [Bootstrap#connect()] leaves the second to a
  /// later task; a busy loop polls in between, epoll reports a hang-up of the socket that is not
  /// connected yet, and Netty closes it: a storm of calls failed to reach a node in full health.
  private void connect(InetSocketAddress address, long mine, long start) {
    ChannelFuture registered = bootstrap.register();
    if (registered.isDone() && !registered.isSuccess()) {
      refused(registered.cause());
    } else {
      registered
          .channel()
          .connect(address)
          .addListener(result -> {
            if (!result.isSuccess()) {
              NodeNames.failed(resolver, address);
            }
            connected((ChannelFuture) result, mine, start);
          });
    }
  }

  private void prepare(Channel channel) {
    dial.peer().secure(channel, TLS_TIMEOUT);
    LateFlush.on(channel);
    channel.pipeline().addLast("connection", new NodeConnection(this, channel, clock.nanos()));
  }

  private void connected(ChannelFuture result, long mine, long start) {
    if (!result.isSuccess()) {
      refused(result.cause());
      return;
    }
    SslHandler tls = result.channel().pipeline().get(SslHandler.class);
    if (tls == null) {
      ready(result.channel(), mine, start);
    } else {
      tls.handshakeFuture()
          .addListener(shaken -> {
            if (shaken.isSuccess()) {
              ready(result.channel(), mine, start);
            } else {
              result.channel().close();
              refused(shaken.cause());
            }
          });
    }
  }

  private void ready(Channel channel, long mine, long start) {
    connecting--;
    recorder.connected(node, clock.nanos() - start);
    NodeConnection connection = channel.pipeline().get(NodeConnection.class);
    if (connection == null || mine != generation) {
      channel.close(); // made before an eviction: nobody knows whether it is any good
      connectIfAllowed();
      return;
    }
    busy.add(connection);
    release(connection, channel.isActive());
    connectIfAllowed();
  }

  /// Where other connections live, the node was only too busy to take one more: who waits gets the
  /// next that is free, or one that is made a little later, since the others may be long streams.
  private void refused(Throwable cause) {
    connecting--;
    if (!busy.isEmpty()) {
      loop.schedule(this::connectIfAllowed, RECONNECT.toNanos(), TimeUnit.NANOSECONDS);
      return;
    }
    Exchange first = waiting.poll();
    if (first != null) {
      first.failed(Reasons.noConnection(cause));
    }
    connectIfAllowed();
  }

  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      loop.schedule(this::sweep, IDLE_LIMIT.toMillis() / 3, TimeUnit.MILLISECONDS);
    }
  }

  private void sweep() {
    sweeping = false;
    long oldest = clock.nanos() - IDLE_LIMIT.toNanos();
    for (Iterator<NodeConnection> each = idle.descendingIterator(); each.hasNext(); ) {
      NodeConnection connection = each.next();
      if (connection.idleSinceNanos() - oldest >= 0) {
        break;
      }
      each.remove();
      connection.close();
    }
    if (!idle.isEmpty()) {
      sweepLater();
    }
  }

  @Override
  public String toString() {
    return "pool of " + node + ": " + idle.size() + " idle, " + busy.size() + " busy";
  }
}
