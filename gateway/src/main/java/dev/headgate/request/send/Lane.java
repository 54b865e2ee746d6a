package dev.headgate.request.send;

import dev.headgate.chain.Node;
import dev.headgate.request.plan.LatencyQuantile;
import dev.headgate.wire.NodePool;

/// The way to one node on one event loop.
///
/// @param latency of this loop's cheap reads at the node
/// @param timers of this loop
public record Lane(NodeState state, NodePool pool, LatencyQuantile latency, Timers timers) {

  public Node node() {
    return state.node();
  }
}
