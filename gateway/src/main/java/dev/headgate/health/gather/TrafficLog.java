package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.Observation;
import dev.headgate.time.SteadyClock;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

/// Makes observations of what real traffic told, and hands them to the loop of the node's chain at
/// once: a breaker that opens moves the traffic now, not with the next probe. Attempts are counted,
/// and taken by the loop at its tick. Never blocks.
public final class TrafficLog implements TrafficListener {
  private final Map<String, Consumer<Observation>> loops;
  private final Map<String, NodeTraffic> counts;
  private final SteadyClock clock;

  /// A log for the nodes that are judged; what is told of any other node is passed over.
  ///
  /// @param loops by the name of the node
  public TrafficLog(
      Map<String, Consumer<Observation>> loops,
      Collection<ChainTraffic> chains,
      SteadyClock clock) {
    this.loops = Map.copyOf(loops);
    this.counts = ChainTraffic.byNode(chains);
    this.clock = clock;
  }

  @Override
  public void breakerChanged(Node node, BreakerState state, String why) {
    tell(node, new Observation.Breaker(node, clock.instant(), state, why));
  }

  @Override
  public void gone(Node node) {
    tell(node, new Observation.Gone(node, clock.instant()));
  }

  @Override
  public void lacks(Node node, String method) {
    tell(node, new Observation.Lacks(node, clock.instant(), method));
  }

  private void tell(Node node, Observation seen) {
    Consumer<Observation> loop = loops.get(node.name());
    if (loop != null) {
      loop.accept(seen);
    }
  }

  @Override
  public void attempted(Node node, boolean failed, long nanos) {
    NodeTraffic count = counts.get(node.name());
    if (count != null && count.node().isSame(node)) { // else a call that outlived its node
      count.add(failed, nanos);
    }
  }
}
