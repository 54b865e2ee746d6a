package dev.headgate.health.judge;

/// How a node's WebSocket does.
public enum SocketState {
  /// The node has no address for one.
  NONE,
  /// The node pushes its heads over it.
  UP,
  /// There is no connection, no subscription, or nothing comes: the node's head is polled.
  DOWN
}
