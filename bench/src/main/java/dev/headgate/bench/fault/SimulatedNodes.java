package dev.headgate.bench.fault;

import dev.headgate.bench.front.NodeAt;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.simulate.check.FitHeads;
import dev.headgate.simulate.check.FitHeads.NodeHeads;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Two simulated nodes of a chain with a block a second, in this process.
final class SimulatedNodes implements Nodes {
  private static final String CHAIN = "bench";
  private static final long CHAIN_ID = 4242;
  private static final int REMEMBERED = 1 << 20;
  private static final int STALE_FROM = 2;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final SteadyClock clock;
  private final Simulation simulation;

  SimulatedNodes(SteadyClock clock) {
    this.clock = clock;
    this.simulation =
        Simulation.of(clock)
            .chain(CHAIN, CHAIN_ID, Duration.ofSeconds(1), 2)
            .remembered(REMEMBERED)
            .start();
  }

  @Override
  public long chainId() {
    return CHAIN_ID;
  }

  @Override
  public List<NodeAt> list() {
    return simulation.nodes(CHAIN).stream()
        .map(node -> new NodeAt(node.name(), node.uri(), Optional.of(node.wsUri())))
        .toList();
  }

  private SimulatedNode primary() {
    return simulation.nodes(CHAIN).getFirst();
  }

  @Override
  public List<List<Received>> received() {
    return simulation.nodes(CHAIN).stream().map(SimulatedNode::received).toList();
  }

  @Override
  public HistoryChecker checker(List<Span> trouble) {
    List<NodeHeads> heads =
        simulation.nodes(CHAIN).stream()
            .map(node ->
                new NodeHeads(
                    nanos -> node.headWhenWell(instant(nanos)),
                    node == primary() ? trouble : List.of()))
            .toList();
    return HistoryChecker.plain()
        .freshest(new FitHeads(heads, GRACE.toNanos()))
        .staleFrom(STALE_FROM)
        .belongs(
            new Contents(
                CHAIN_ID, nanos -> simulation.chain(CHAIN).truth().headAt(instant(nanos))));
  }

  private Instant instant(long nanos) {
    return clock.instant().minusNanos(clock.nanos() - nanos);
  }

  @Override
  public void begin(Trouble trouble) {
    if (trouble instanceof Trouble.Simulated(var fault)) {
      Onset.of(fault, primary());
    }
  }

  @Override
  public void end(Trouble trouble) {
    primary().heal();
  }

  @Override
  public void close() {
    simulation.close();
  }
}
