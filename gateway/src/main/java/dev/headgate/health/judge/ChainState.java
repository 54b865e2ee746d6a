package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// All that the [Judge] keeps of a chain between two turns, with the picture it drew from it.
/// Immutable.
///
/// @param nodes in the configured order
/// @param woke when this process found that it had stood still, until its nodes were heard again
/// @param decisions on the orders of this turn, and on one that had waited; none is repeated by the
///   next state
public record ChainState(
    List<NodeMemory> nodes,
    House house,
    ChainHealth picture,
    Optional<Instant> woke,
    List<Decision> decisions) {

  /// What is known of this node, whatever its settings were.
  Optional<NodeMemory> memory(Node node) {
    return nodes.stream().filter(known -> known.node().isSame(node)).findFirst();
  }

  /// Whether the node should be asked for its chain id and genesis with its next probe: at the
  /// first contact, after every return, after a failed probe, while it is of a wrong chain, and
  /// every 2 s.
  public boolean wantsIdentity(Node node, Instant now) {
    return nodes.stream()
        .filter(n -> n.name().equals(node.name()))
        .anyMatch(n -> n.lineage().worthAsking(now) || house.wrong(n).isPresent());
  }
}
