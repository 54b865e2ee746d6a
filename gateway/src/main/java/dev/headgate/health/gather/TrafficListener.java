package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.BreakerState;

/// Told by the request path what real calls met. Called on event loops: must not block.
public interface TrafficListener {

  /// A node's breaker changed its state.
  ///
  /// @param why in a few words: "5 failures in a row, the last: connection refused"
  void breakerChanged(Node node, BreakerState state, String why);

  /// A node's process has ended: nobody listens there.
  void gone(Node node);

  /// A node said that it does not serve a known method.
  void lacks(Node node, String method);

  /// A call's attempt ended in a way that tells of the node.
  ///
  /// @param nanos how long a cheap call took to be answered; 0 where that is no measure
  void attempted(Node node, boolean failed, long nanos);
}
