package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What calls met at the judged nodes of one chain. Thread-safe: added to by event loops, taken by
/// the chain's loop.
public final class ChainTraffic {
  private final Map<String, NodeTraffic> nodes;

  /// Nothing counted yet.
  public ChainTraffic(Collection<Node> judged) {
    nodes = judged.stream().collect(Collectors.toUnmodifiableMap(Node::name, NodeTraffic::new));
  }

  /// Goes on with what was counted at the nodes that stay.
  ///
  /// @param before the counts until now
  public ChainTraffic(Collection<Node> judged, ChainTraffic before) {
    nodes = judged.stream().collect(Collectors.toUnmodifiableMap(Node::name, before::sameOrNew));
  }

  private NodeTraffic sameOrNew(Node node) {
    NodeTraffic known = nodes.get(node.name());
    return known != null && known.node().isSame(node) ? known : new NodeTraffic(node);
  }

  /// An observation of each node that was called since the time before.
  public List<Observation> take(Instant now) {
    return nodes.values().stream().flatMap(n -> n.take(now).stream()).toList();
  }

  static Map<String, NodeTraffic> byNode(Collection<ChainTraffic> chains) {
    return chains.stream()
        .flatMap(chain -> chain.nodes.entrySet().stream())
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
