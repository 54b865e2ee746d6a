package dev.headgate.wire;

import dev.headgate.chain.Node;
import dev.headgate.time.SteadyClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// All connections to all nodes: a pool per event loop and node. Nodes come and go while it works.
/// Thread-safe; the pools themselves belong to their loops.
public final class Wire implements AutoCloseable {
  private final Loops loops;
  private final SteadyClock clock;
  private final NodeNames resolver;
  private final ConnectRecorder recorder;

  /// No call that began before its node was taken out can be under way for longer.
  private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

  private final Map<Key, Line> lines = new ConcurrentHashMap<>();

  /// Lines to nodes that were left, for as long as calls may be on them.
  private final List<Left> left = new CopyOnWriteArrayList<>();

  private record Left(Key key, Line line) {}

  /// Which node, whatever its settings.
  record Key(String name, URI http) {
    static Key of(Node node) {
      return new Key(node.name(), node.http());
    }
  }

  /// What there is of one node.
  private record Line(Dial dial, LongConsumer heard, Map<EventLoop, NodePool> pools) {
    void each(Consumer<NodePool> task) {
      pools.forEach((loop, pool) -> onLoop(loop, () -> task.accept(pool)));
    }
  }

  /// Without any node.
  public Wire(Loops loops, SteadyClock clock, ConnectRecorder recorder) {
    this.loops = loops;
    this.clock = clock;
    this.recorder = recorder;
    resolver = NameServers.names(loops, clock);
  }

  /// Pools for these nodes on every loop; connects nowhere yet.
  ///
  /// @param heard told whenever a node sent something, with the clock's nanoseconds, on the loop it
  ///   came on
  public Wire(
      Loops loops,
      Collection<Node> nodes,
      SteadyClock clock,
      ObjLongConsumer<Node> heard,
      ConnectRecorder recorder) {
    this(loops, clock, recorder);
    nodes.forEach(node -> open(node, now -> heard.accept(node, now)));
  }

  /// Makes a pool for a node on every loop; connects nowhere yet.
  ///
  /// @param heard told whenever the node sent something, with the clock's nanoseconds, on the loop
  ///   it came on
  public void open(Node node, LongConsumer heard) {
    Dial dial = new Dial(node);
    Map<EventLoop, NodePool> pools = new HashMap<>();
    for (EventLoop loop : loops.all()) {
      pools.put(loop, pool(loop, node, dial, node.maxConnections(), heard));
    }
    lines.put(Key.of(node), new Line(dial, heard, pools));
  }

  /// The node has other settings (headers, the most connections) from now on; every connection
  /// stays.
  ///
  /// @param changed a node for which [#open] was called, under its old settings
  public void adopt(Node changed) {
    Line before = line(changed);
    Dial dial = new Dial(changed);
    lines.put(Key.of(changed), new Line(dial, before.heard(), before.pools()));
    before.each(pool -> pool.adopt(changed, dial, changed.maxConnections()));
  }

  /// The node is left: its idle connections end now, each other one with its call. Calls that have
  /// its pools at hand may still be sent there.
  public void retire(Node node) {
    Key key = Key.of(node);
    Line line = lines.remove(key);
    EventLoop any = loops.all().getFirst();
    if (line != null && !any.isShuttingDown()) {
      line.each(NodePool::retire);
      Left mine = new Left(key, line);
      left.add(mine);
      any.schedule(() -> left.remove(mine), LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// The pool of a node on a loop: resolve it once per loop, not per call.
  public NodePool pool(EventLoop loop, Node node) {
    return Objects.requireNonNull(line(node).pools().get(loop));
  }

  /// Tells every loop to end the node's connections that are silent since then. Thread-safe; where
  /// the caller is on a loop, that loop's are ended before this returns.
  public void evict(Node node, long silentSinceNanos, String why) {
    Key key = Key.of(node);
    Line line = lines.get(key);
    if (line != null) {
      line.each(pool -> pool.evict(silentSinceNanos, why));
    }
    for (Left gone : left) { // a node that hangs may well be one that was taken out for it
      if (gone.key().equals(key)) {
        gone.line().each(pool -> pool.evict(silentSinceNanos, why));
      }
    }
  }

  private Line line(Node node) {
    return Objects.requireNonNull(lines.get(Key.of(node)), () -> "no such node: " + node);
  }

  private static void onLoop(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else if (!loop.isShuttingDown()) { // a breaker's timer may outlive the loops
      loop.execute(task);
    }
  }

  /// A pool beside the calls' own.
  NodePool pool(EventLoop loop, Node node, int limit) {
    Line line = line(node);
    return pool(loop, node, line.dial(), limit, line.heard());
  }

  private NodePool pool(EventLoop loop, Node node, Dial dial, int limit, LongConsumer heard) {
    Bootstrap bootstrap = loops.dialler(loop).disableResolver();
    return new NodePool(
        node, dial, loop, bootstrap, resolver.getResolver(loop), clock, limit, heard, recorder);
  }

  /// How a node is reached; null when it was left.
  @Nullable Dial dial(Node node) {
    Line line = lines.get(Key.of(node));
    return line == null ? null : line.dial();
  }

  /// The WebSocket of a node that has an address for it.
  ///
  /// @param index spreads the sockets over the loops
  NodeSocket socket(Node node, int index, SocketSettings settings) {
    EventLoop loop = loops.all().get(index % loops.all().size());
    return new NodeSocket(
        node,
        loop,
        loops.dialler(loop).disableResolver(),
        resolver.getResolver(loop),
        settings,
        () -> ThreadLocalRandom.current().nextDouble());
  }

  Loops loops() {
    return loops;
  }

  @Override
  public void close() {
    resolver.close();
  }
}
