package dev.headgate.wire;

import dev.headgate.chain.Node;

/// Subscriptions at nodes, all those at one node over one WebSocket. Thread-safe.
public interface Sockets {

  /// Subscribes as soon as there is a connection, and anew after each loss. Returns at once.
  ///
  /// @param node one with a `ws` address
  /// @param params of `eth_subscribe`, a JSON array
  /// @throws IllegalArgumentException when the node has no WebSocket
  Subscription subscribe(Node node, String params, SocketListener listener);
}
