package dev.headgate.wire;

import dev.headgate.chain.Node;

/// Told of each connection made to a node. Called on event loops: must not block, and must not
/// allocate.
@FunctionalInterface
public interface ConnectRecorder {

  /// A connection to the node stands, TLS included.
  ///
  /// @param nanos from the wish for it
  void connected(Node node, long nanos);
}
