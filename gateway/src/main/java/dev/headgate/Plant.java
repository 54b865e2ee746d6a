package dev.headgate;

import dev.headgate.chain.Node;
import dev.headgate.config.BreakerSettings;
import dev.headgate.health.Health;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.operate.Metrics;
import dev.headgate.request.RequestIds;
import dev.headgate.request.send.Held;
import dev.headgate.request.send.Lacks;
import dev.headgate.request.send.NodeBreaker;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.Sending;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;

/// What lives as long as the process, whatever the configuration becomes. Thread-safe.
record Plant(
    SteadyClock clock,
    Loops loops,
    Wire wire,
    WireQuestions questions,
    WireSockets sockets,
    HealthBoard board,
    Health health,
    Metrics metrics,
    RequestIds ids,
    Lacks lacks,
    Held held) {

  /// A node that is new: from now on it can be asked. Connects nowhere yet.
  NodeState open(Node node, BreakerSettings settings) {
    NodeState state = new NodeState(node, breaker(node, settings), clock.nanos());
    wire.open(node, state::heard);
    questions.open(node);
    sockets.open(node);
    return state;
  }

  /// The node is left; its connections end with their calls.
  void retire(NodeState state) {
    wire.retire(state.node());
    questions.retire(state.node());
    sockets.retire(state.node());
    state.breaker().retire();
  }

  /// The same node goes by other settings; its connections stay.
  void adopt(Node changed) {
    wire.adopt(changed);
    questions.adopt(changed);
  }

  /// A breaker that opens over a silent node ends its silent connections, so that the calls on them
  /// move at once.
  NodeBreaker breaker(Node node, BreakerSettings settings) {
    return new NodeBreaker(
        node,
        settings,
        clock,
        (state, why) -> {
          health.traffic().breakerChanged(node, state, why);
          if (state == BreakerState.OPEN) {
            wire.evict(node, clock.nanos() - Sending.SILENCE_FLOOR.toNanos(), why);
          }
        });
  }
}
