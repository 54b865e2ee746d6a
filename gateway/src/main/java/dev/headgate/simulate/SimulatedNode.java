package dev.headgate.simulate;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One node on its own listener on loopback, for HTTP and WebSocket, with faults that are switched
/// while it runs.
///
/// Its head is computed when it is asked, from the chain and the clock: nothing ticks. All I/O is
/// on one event loop. Every public method may be called from any other thread, and one that changes
/// something returns when it is done; none may be called from that event loop.
public final class SimulatedNode implements AutoCloseable {
  private static final int BACKLOG = 1024;
  static final int REMEMBERED = 65_536;
  private static final int LONGEST_LINE = 16 * 1024;
  private static final int LONGEST_HEAD = 64 * 1024;
  private static final int PIECE = 64 * 1024;
  private static final int LOWEST_PORT = 20_000;
  private static final int PORTS = 12_000;
  private static final Duration PUSH_AGAIN = Duration.ofMillis(20);
  private static final Duration BIND_AGAIN = Duration.ofMillis(20);

  /// Two simulations on one machine should not begin at the same port.
  private static final AtomicLong NEXT_PORT = new AtomicLong(37 * ProcessHandle.current().pid());

  private final String name;
  private final SimulatedChain chain;
  private final Sight sight;
  private final EventLoop loop;
  private final int batchLimit;
  private final ReceiveLog log;
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong sockets = new AtomicLong();
  private final Set<NodeConnection> connections = new HashSet<>();
  private volatile Faults faults = Faults.NONE;
  private volatile int port;
  private @Nullable Channel listener;
  private @Nullable Future<?> turn;
  private @Nullable Future<?> pushing;
  private long subscriptions;

  /// Done when the last change has reached the kernel.
  private volatile @Nullable Future<?> settled;

  private long intermittent;
  private boolean closed;

  private SimulatedNode(
      String name,
      SimulatedChain chain,
      Sight sight,
      EventLoop loop,
      int batchLimit,
      int remembered) {
    this.log = new ReceiveLog(remembered);
    this.name = name;
    this.chain = chain;
    this.sight = sight;
    this.loop = loop;
    this.batchLimit = batchLimit;
  }

  /// Starts a node.
  ///
  /// @param port 0 picks a free one below the range from which the kernel takes client ports: a
  ///   client that keeps dialling a dead port up there may one day be connected to itself
  /// @param batchLimit the most calls in one batch
  /// @param remembered of so many received calls it can tell
  /// @throws IllegalStateException when the port is taken
  static SimulatedNode start(
      String name,
      SimulatedChain chain,
      Sight sight,
      EventLoop loop,
      int port,
      int batchLimit,
      int remembered) {
    SimulatedNode node = new SimulatedNode(name, chain, sight, loop, batchLimit, remembered);
    int tries = port == 0 ? PORTS : 1;
    ChannelFuture bound;
    do {
      bound = node.bind(port == 0 ? nextPort() : port).awaitUninterruptibly();
    } while (!bound.isSuccess() && --tries > 0);
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "node " + name + " cannot listen on 127.0.0.1:" + port, bound.cause());
    }
    Channel channel = bound.channel();
    node.port = ((InetSocketAddress) channel.localAddress()).getPort();
    node.onLoop(() -> node.listener = channel);
    return node;
  }

  private static int nextPort() {
    return LOWEST_PORT + (int) Math.floorMod(NEXT_PORT.getAndIncrement(), (long) PORTS);
  }

  public String name() {
    return name;
  }

  public SimulatedChain chain() {
    return chain;
  }

  /// `http://127.0.0.1:port`; the same for life, also while nothing listens there.
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// `ws://127.0.0.1:port`: the same port speaks WebSocket too.
  public URI wsUri() {
    return URI.create("ws://127.0.0.1:" + port);
  }

  /// The head it has at a moment when nothing is wrong with it.
  public long headWhenWell(Instant at) {
    return sight.head(chain.truth(), at);
  }

  /// The head it would claim now.
  public long head() {
    return view(faults).head();
  }

  /// The text forms of its faults, comma-separated, or "none".
  public String faults() {
    return faults.text();
  }

  /// Switches a fault on, beside those that are on; one of the same kind is replaced.
  public void fault(Fault fault) {
    onLoop(() -> {
      Instant now = chain.clock().instant();
      long head = NodeView.plainHead(chain, sight, faults, now);
      faults = faults.with(new Faults.Active(fault, now, head));
      settle();
    });
  }

  /// Switches all faults off. A dead node listens again, on the same port.
  public void heal() {
    onLoop(() -> {
      faults = Faults.NONE;
      settle();
    });
  }

  /// The newest calls it received, oldest first: as many as it remembers.
  public List<Received> received() {
    return log.snapshot();
  }

  /// How many connections it accepted since it began.
  public long connectionsOpened() {
    return opened.get();
  }

  /// How many WebSockets stand now.
  public long sockets() {
    return sockets.get();
  }

  /// How many HTTP requests it answered, or would have.
  public long requests() {
    return requests.get();
  }

  /// How many calls it received, each of a batch counted.
  public long calls() {
    return log.count();
  }

  @Override
  public void close() {
    onLoop(() -> {
      closed = true;
      settle();
    });
  }

  boolean isHanging() {
    return faults.has(Fault.Hang.class);
  }

  void connected(NodeConnection connection) {
    opened.incrementAndGet();
    connections.add(connection);
  }

  void disconnected(NodeConnection connection) {
    connections.remove(connection);
  }

  void socketOpened() {
    sockets.incrementAndGet();
  }

  void socketEnded() {
    sockets.decrementAndGet();
  }

  /// What is said on a WebSocket, and how long it takes.
  record Spoken(Optional<Body> body, Duration delay) {}

  /// The answer to one message on a WebSocket; faults of HTTP alone do not matter here. On the
  /// event loop.
  Spoken answer(byte[] message, long connection, Subscriptions subscriptions) {
    Faults now = faults;
    boolean failing = now.find(Fault.Intermittent.class).map(this::isFailing).orElse(false);
    RpcServer.Answer answer =
        new RpcServer(
                view(now), batchLimit, failing, subscriptions, call -> remember(call, connection))
            .answer(message);
    Optional<Body> body =
        now.has(Fault.Garbage.class) ? Optional.of(Body.of("<html>It works!")) : answer.body();
    Duration slow = now.find(Fault.Slow.class).map(Fault.Slow::by).orElse(Duration.ZERO);
    return new Spoken(
        now.has(Fault.Empty.class) ? body.map(_ -> Body.EMPTY) : body, answer.delay().plus(slow));
  }

  /// Whether a handshake succeeds now.
  boolean upgrades() {
    return !faults.has(Fault.NoSocket.class)
        && !faults.has(Fault.Http.class)
        && !faults.has(Fault.RateLimit.class)
        && !faults.has(Fault.Garbage.class)
        && !faults.has(Fault.Empty.class);
  }

  /// The answer to a handshake that does not succeed.
  Transmission refuseUpgrade() {
    Faults now = faults;
    return now.has(Fault.NoSocket.class)
        ? Transmission.refusal(403, "no WebSocket here")
        : Transmission.of(new RpcServer.Answer(Optional.empty(), Duration.ZERO), now, false, false);
  }

  String nextSubscription() {
    return "0x%016x".formatted(Hashes.mix(++subscriptions, name));
  }

  NodeView view() {
    return view(faults);
  }

  /// Somebody subscribed: heads are pushed from now on. Looks again every 20 ms at the latest, for
  /// the clock may be one that is moved by hand.
  void follow() {
    if (pushing == null) {
      Duration next = sight.untilNext(chain.truth(), chain.clock().instant());
      long nanos = Math.clamp(next.toNanos(), 1, PUSH_AGAIN.toNanos());
      pushing = loop.schedule(this::push, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void push() {
    pushing = null;
    boolean wanted = false;
    NodeView view = view();
    for (NodeConnection connection : List.copyOf(connections)) {
      NodeSession session = connection.session().filter(NodeSession::follows).orElse(null);
      wanted |= session != null;
      if (session != null && !faults.has(Fault.MuteSocket.class)) {
        session.push(view);
      }
    }
    if (wanted) {
      follow();
    }
  }

  /// The answer to one HTTP request's body. On the event loop.
  Transmission answer(byte[] body, boolean keepAlive, long connection) {
    requests.incrementAndGet();
    Faults now = faults;
    boolean failing = now.find(Fault.Intermittent.class).map(this::isFailing).orElse(false);
    boolean asRpc =
        failing
            && now.find(Fault.Intermittent.class)
                .filter(one -> one.as() == Fault.Intermittent.As.RPC)
                .isPresent();
    RpcServer server =
        new RpcServer(view(now), batchLimit, asRpc, call -> remember(call, connection));
    return Transmission.of(server.answer(body), now, failing, keepAlive);
  }

  private void remember(RpcRequest call, long connection) {
    log.add(
        new Received(
            call.id().orElse("null"), call.method().orElse(""), connection, chain.clock().nanos()));
  }

  /// Spreads the failing ones evenly, as Bresenham spreads the steps of a line.
  private boolean isFailing(Fault.Intermittent fault) {
    long before = intermittent++ * fault.percent() / 100;
    return intermittent * fault.percent() / 100 > before;
  }

  private NodeView view(Faults with) {
    return NodeView.of(name, chain, sight, with, chain.clock().instant());
  }

  /// Makes listener and connections what the faults want them to be at this moment.
  private void settle() {
    Instant now = chain.clock().instant();
    if (closed || faults.dead(now)) {
      List.copyOf(connections).forEach(NodeConnection::reset);
    }
    if (faults.has(Fault.NoSocket.class)) {
      List.copyOf(connections).stream()
          .filter(connection -> connection.session().isPresent())
          .forEach(NodeConnection::reset);
    }
    if (closed || !faults.listening(now)) {
      stopListening();
    } else {
      listen();
    }
    List.copyOf(connections).forEach(NodeConnection::proceed);
    scheduleTurn(now);
  }

  private void scheduleTurn(Instant now) {
    Future<?> before = turn;
    if (before != null) {
      before.cancel(false);
    }
    turn =
        closed
            ? null
            : faults
                .untilTurn(now)
                .map(left -> loop.schedule(this::settle, left.toNanos(), TimeUnit.NANOSECONDS))
                .orElse(null);
  }

  private void stopListening() {
    Channel listening = listener;
    listener = null;
    if (listening != null) {
      listening.close();
    }
  }

  /// The port may be taken for a moment, by a client's own connection: then again.
  private void listen() {
    if (listener != null) {
      return;
    }
    ChannelFuture bound = bind(port);
    listener = bound.channel();
    settled = bound;
    bound.addListener(_ -> {
      if (!bound.isSuccess() && bound.channel().equals(listener)) {
        listener = null;
        loop.schedule(this::settle, BIND_AGAIN.toNanos(), TimeUnit.NANOSECONDS);
      }
    });
  }

  private ChannelFuture bind(int to) {
    return new ServerBootstrap()
        .group(loop)
        .channel(Loops.listener())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpRequestDecoder(LONGEST_LINE, LONGEST_HEAD, PIECE))
                    .addLast(
                        "connection",
                        new NodeConnection(SimulatedNode.this, opened.get() + 1, channel));
              }
            })
        .bind("127.0.0.1", to);
  }

  private void onLoop(Runnable change) {
    loop.submit(change).syncUninterruptibly();
    Future<?> binding = settled;
    if (binding != null) {
      binding.awaitUninterruptibly();
    }
  }
}
