package dev.headgate.bench.policy;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/// One run's chain, nodes and queue of events.
final class World {
  private final Scenario scenario;
  private final Truth truth;
  private final Chain chain;
  private final Events events;
  private final List<SimNode> nodes;

  World(Scenario scenario, long seed) {
    this.scenario = scenario;
    truth = new Truth(scenario.chain(), scenario.halts());
    chain = scenario.configured();
    events = new Events(scenario.pauses());
    nodes =
        chain.nodes().stream()
            .map(node -> new SimNode(node, truth, scenario.faults(), events, seed))
            .toList();
  }

  Scenario scenario() {
    return scenario;
  }

  Chain chain() {
    return chain;
  }

  Truth truth() {
    return truth;
  }

  Events events() {
    return events;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  SimNode node(Node node) {
    return Objects.requireNonNull(
        nodes.stream().filter(n -> n.node().equals(node)).findFirst().orElse(null));
  }

  /// The highest head of the nodes that are well; empty when none is.
  OptionalLong bestHead(long nanos) {
    long best = Long.MIN_VALUE;
    for (SimNode node : nodes) {
      if (!node.troubled(nanos)) {
        best = Math.max(best, node.head(nanos).number());
      }
    }
    return best == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(best);
  }
}
