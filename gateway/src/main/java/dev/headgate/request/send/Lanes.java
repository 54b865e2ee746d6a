package dev.headgate.request.send;

import dev.headgate.chain.Node;
import dev.headgate.request.plan.LatencyQuantile;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.NodePool;
import dev.headgate.wire.Wire;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Every loop's lanes to every node. Immutable once made; the lanes themselves belong to their
/// loops.
public final class Lanes implements NodeLatencies {
  private final Map<EventLoop, Map<Node, Lane>> lanes = new HashMap<>();
  private final Map<Node, List<LatencyQuantile>> latencies = new HashMap<>();

  /// Lanes to the nodes that have these states.
  public Lanes(Loops loops, Wire wire, Collection<NodeState> states, SteadyClock clock) {
    this(loops, wire, states, clock, Optional.empty());
  }

  /// Lanes to the nodes that have these states.
  ///
  /// @param before the lanes until now: of a node that stays, latencies are kept
  public Lanes(
      Loops loops,
      Wire wire,
      Collection<NodeState> states,
      SteadyClock clock,
      Optional<Lanes> before) {
    for (EventLoop loop : loops.all()) {
      Timers timers = new Timers(loop, clock);
      Map<String, Lane> earlier = before.map(lanes -> lanes.byName(loop)).orElse(Map.of());
      Map<Node, Lane> mine = new HashMap<>();
      for (NodeState state : states) {
        Node node = state.node();
        Lane lane = lane(state, wire.pool(loop, node), earlier.get(node.name()), timers);
        mine.put(node, lane);
        latencies.computeIfAbsent(node, _ -> new ArrayList<>()).add(lane.latency());
      }
      lanes.put(loop, Map.copyOf(mine));
    }
  }

  private static Lane lane(NodeState state, NodePool pool, @Nullable Lane before, Timers timers) {
    LatencyQuantile latency =
        before != null && before.node().isSame(state.node())
            ? before.latency()
            : new LatencyQuantile();
    return new Lane(state, pool, latency, timers);
  }

  private Map<String, Lane> byName(EventLoop loop) {
    return on(loop).entrySet().stream()
        .collect(Collectors.toMap(each -> each.getKey().name(), Map.Entry::getValue));
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
