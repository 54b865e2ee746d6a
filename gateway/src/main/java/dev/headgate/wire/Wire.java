package dev.headgate.wire;

import dev.headgate.chain.Node;
import dev.headgate.time.SteadyClock;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ObjLongConsumer;

/// All connections to all nodes: a pool per event loop and node. Thread-safe; the pools themselves
/// belong to their loops.
public final class Wire implements AutoCloseable {
  private final Loops loops;
  private final SteadyClock clock;
  private final DnsAddressResolverGroup resolver;
  private final ObjLongConsumer<Node> heard;
  private final ConnectRecorder recorder;
  private final Map<Node, Dial> dials = new HashMap<>();
  private final Map<EventLoop, Map<Node, NodePool>> pools = new HashMap<>();

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
    this.loops = loops;
    this.clock = clock;
    this.heard = heard;
    this.recorder = recorder;
    // Names are asked for without blocking a loop; the JDK's own resolver would.
    resolver =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder()
                .datagramChannelType(loops.datagrams())
                .ttl(1, 30)
                .queryTimeoutMillis(2_000));
    nodes.forEach(node -> dials.put(node, new Dial(node)));
    for (EventLoop loop : loops.all()) {
      Map<Node, NodePool> mine = new HashMap<>();
      nodes.forEach(node -> mine.put(node, pool(loop, node, node.maxConnections())));
      pools.put(loop, mine);
    }
  }

  /// The pool of a node on a loop: resolve it once per loop, not per call.
  public NodePool pool(EventLoop loop, Node node) {
    return Objects.requireNonNull(Objects.requireNonNull(pools.get(loop)).get(node));
  }

  /// Tells every loop to end the node's connections that are silent since then. Thread-safe; where
  /// the caller is on a loop, that loop's are ended before this returns.
  public void evict(Node node, long silentSinceNanos, String why) {
    pools.forEach((loop, mine) -> {
      NodePool pool = Objects.requireNonNull(mine.get(node));
      if (loop.inEventLoop()) {
        pool.evict(silentSinceNanos, why);
      } else if (!loop.isShuttingDown()) { // a breaker's timer may outlive the loops
        loop.execute(() -> pool.evict(silentSinceNanos, why));
      }
    });
  }

  /// A pool beside the calls' own.
  NodePool pool(EventLoop loop, Node node, int limit) {
    Dial dial = Objects.requireNonNull(dials.get(node));
    Bootstrap bootstrap = loops.dialler(loop).disableResolver();
    return new NodePool(
        node,
        dial,
        loop,
        bootstrap,
        resolver.getResolver(loop),
        clock,
        limit,
        now -> heard.accept(node, now),
        recorder);
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
