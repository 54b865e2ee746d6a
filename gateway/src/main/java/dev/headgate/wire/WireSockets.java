package dev.headgate.wire;

import dev.headgate.chain.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// [Sockets] over one WebSocket for each node that has an address for it. The nodes are spread over
/// the event loops. Thread-safe.
public final class WireSockets implements Sockets, AutoCloseable {
  private final Map<Node, NodeSocket> sockets = new HashMap<>();

  /// Sockets for these nodes; connects nowhere before somebody subscribes.
  public WireSockets(Wire wire, Collection<Node> nodes, SocketSettings settings) {
    for (Node node : nodes) {
      if (node.hasWs()) {
        sockets.put(node, wire.socket(node, sockets.size(), settings));
      }
    }
  }

  @Override
  public Subscription subscribe(Node node, String params, SocketListener listener) {
    NodeSocket socket = sockets.get(node);
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
