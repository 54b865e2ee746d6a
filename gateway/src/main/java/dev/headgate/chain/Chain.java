package dev.headgate.chain;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A chain and its nodes, as configured.
///
/// @param name as in the path `POST /<name>`
/// @param chainId what `eth_chainId` must say; empty when it is to be learned from the nodes
/// @param blockTime the usual time between blocks: a hint, the judge learns the real one
/// @param nodes primaries first, then standbys, then relays, each in the order of the file
public record Chain(String name, OptionalLong chainId, Duration blockTime, List<Node> nodes) {

  public Chain {
    nodes = nodes.stream().sorted((a, b) -> a.role().compareTo(b.role())).toList();
  }

  /// The nodes that have a head and are judged: all but relays.
  public List<Node> judged() {
    return nodes.stream().filter(node -> !node.isRelay()).toList();
  }

  public Optional<Node> node(String name) {
    return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name;
  }
}
