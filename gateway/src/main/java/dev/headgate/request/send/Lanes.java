package dev.headgate.request.send;

import dev.headgate.chain.Node;
import dev.headgate.request.plan.LatencyQuantile;
import dev.headgate.wire.Loops;
import dev.headgate.wire.Wire;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/// Every loop's lanes to every node. Immutable once made; the lanes themselves belong to their
/// loops.
public final class Lanes implements NodeLatencies {
  private final Map<EventLoop, Map<Node, Lane>> lanes = new HashMap<>();
  private final Map<Node, List<LatencyQuantile>> latencies = new HashMap<>();

  public Lanes(Loops loops, Wire wire, Collection<NodeState> states) {
    for (EventLoop loop : loops.all()) {
      Map<Node, Lane> mine = new HashMap<>();
      for (NodeState state : states) {
        Node node = state.node();
        Lane lane = new Lane(state, wire.pool(loop, node), new LatencyQuantile());
        mine.put(node, lane);
        latencies.computeIfAbsent(node, _ -> new ArrayList<>()).add(lane.latency());
      }
      lanes.put(loop, Map.copyOf(mine));
    }
  }

  public Map<Node, Lane> on(EventLoop loop) {
    return Objects.requireNonNull(lanes.get(loop));
  }

  /// The worst of the loops' quantiles: each loop sees the same node.
  @Override
  public OptionalDouble quantileMillis(Node node, double q) {
    return latencies.getOrDefault(node, List.of()).stream()
        .filter(latency -> latency.total() > 0)
        .mapToDouble(latency -> latency.nanos(q) / 1e6)
        .max();
  }
}
