package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The chain's own identity, by which every node's is judged.
record House(Reference<Long> chainId, Reference<String> genesis) {

  static House of(Chain chain) {
    return new House(
        chain.chainId().isPresent()
            ? Reference.given(chain.chainId().getAsLong())
            : Reference.unknown(),
        Reference.unknown());
  }

  /// The same chain, by what is configured of it now. What was learned stays.
  House under(Chain chain) {
    return chain.chainId().isPresent()
        ? new House(Reference.given(chain.chainId().getAsLong()), genesis)
        : this;
  }

  /// Whether what is configured of a chain contradicts what is known of this one.
  boolean contradicts(Chain chain) {
    return chain.chainId().isPresent()
        && chainId.value().filter(known -> known != chain.chainId().getAsLong()).isPresent();
  }

  /// Learns what is not yet known.
  ///
  /// @param nodes in the configured order
  House learn(List<NodeMemory> nodes) {
    Reference<Long> id = chainId.learn(nodes, word -> Optional.of(word.chainId()));
    Reference<String> block0 =
        genesis.learn(
            nodes,
            word -> id.value().filter(v -> v == word.chainId()).flatMap(v -> word.genesisHash()));
    return new House(id, block0);
  }

  /// Why a node does not belong to this chain; empty when it does, or has not said.
  Optional<String> wrong(NodeMemory node) {
    return node.lineage().seen().flatMap(this::wrong);
  }

  private Optional<String> wrong(Observation.Identity word) {
    if (chainId.value().filter(id -> id != word.chainId()).isPresent()) {
      return Optional.of(
          "chain id is " + word.chainId() + ", not " + chainId.value().orElseThrow());
    }
    boolean otherGenesis =
        word.genesisHash().isPresent()
            && genesis.value().isPresent()
            && !Objects.equals(word.genesisHash(), genesis.value());
    return otherGenesis
        ? Optional.of(
            "genesis is "
                + brief(word.genesisHash().orElseThrow())
                + ", not "
                + brief(genesis.value().orElseThrow()))
        : Optional.empty();
  }

  /// Whether a node belongs here by its own fresh word.
  boolean verified(NodeMemory node) {
    return node.lineage().fresh() && chainId.value().isPresent() && wrong(node).isEmpty();
  }

  static String brief(String hash) {
    return hash.length() > 10 ? hash.substring(0, 10) + "…" : hash;
  }
}
