package dev.headgate.wire;

import dev.headgate.chain.Node;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// [Sockets] over one WebSocket for each node that has an address for it. The nodes are spread over
/// the event loops, and come and go. Thread-safe.
public final class WireSockets implements Sockets, AutoCloseable {
  /// With another of these it is another socket ([Node#sharesSocket]).
  private record Key(String name, URI http, URI ws, Map<String, String> headers) {
    static Key of(Node node) {
      return new Key(node.name(), node.http(), Objects.requireNonNull(node.ws()), node.headers());
    }
  }

  private final Wire wire;
  private final SocketSettings settings;
  private final AtomicInteger made = new AtomicInteger();
  private final Map<Key, NodeSocket> sockets = new ConcurrentHashMap<>();

  /// Sockets for these nodes; connects nowhere before somebody subscribes.
  public WireSockets(Wire wire, Collection<Node> nodes, SocketSettings settings) {
    this.wire = wire;
    this.settings = settings;
    nodes.forEach(this::open);
  }

  /// One more node, or one under other settings. Where it has a socket already, or wants none,
  /// nothing happens.
  public void open(Node node) {
    if (node.hasWs()) {
      sockets.computeIfAbsent(
          Key.of(node), _ -> wire.socket(node, made.getAndIncrement(), settings));
    }
  }

  /// The node is left, or these settings of it are: the socket that it had under them ends, and its
  /// listeners are told nothing more.
  public void retire(Node node) {
    NodeSocket left = node.hasWs() ? sockets.remove(Key.of(node)) : null;
    if (left != null) {
      left.close();
    }
  }

  @Override
  public Subscription subscribe(Node node, String params, SocketListener listener) {
    NodeSocket socket = node.hasWs() ? sockets.get(Key.of(node)) : null;
    if (socket == null) {
      throw new IllegalArgumentException("node " + node + " has no WebSocket");
    }
    return socket.subscribe(params, listener);
  }

  /// Ends every connection; no listener is told anything more.
  @Override
  public void close() {
    sockets.values().forEach(NodeSocket::close);
  }
}
