package dev.headgate.health.judge;

import dev.headgate.chain.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What all nodes of a chain must agree on: its chain id, its genesis.
///
/// @param value empty until learned
/// @param firm once a primary had its say it never changes: a later majority of strangers must not
///   turn a running chain out of its own house
record Reference<T>(Optional<T> value, boolean firm) {

  static <T> Reference<T> unknown() {
    return new Reference<>(Optional.empty(), false);
  }

  static <T> Reference<T> given(T value) {
    return new Reference<>(Optional.of(value), true);
  }

  /// What most of the nodes say; among equals, the one configured first.
  ///
  /// @param nodes in the configured order
  Reference<T> learn(List<NodeMemory> nodes, Function<Observation.Identity, Optional<T>> word) {
    if (firm) {
      return this;
    }
    Map<T, List<NodeMemory>> votes = new LinkedHashMap<>();
    for (NodeMemory node : nodes) {
      node.lineage()
          .seen()
          .flatMap(word)
          .ifPresent(v -> votes.computeIfAbsent(v, w -> new ArrayList<>()).add(node));
    }
    if (votes.isEmpty()) {
      return this;
    }
    int most = Collections.max(votes.values().stream().map(List::size).toList());
    T winner =
        votes.entrySet().stream()
            .filter(e -> e.getValue().size() == most)
            .findFirst()
            .orElseThrow()
            .getKey();
    return new Reference<>(Optional.of(winner), primaryAmong(votes));
  }

  private static <T> boolean primaryAmong(Map<T, List<NodeMemory>> votes) {
    return votes.values().stream()
        .flatMap(List::stream)
        .anyMatch(n -> n.node().role() == Role.PRIMARY);
  }
}
