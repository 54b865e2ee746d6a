package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import java.util.Optional;

/// What is remembered of one node between two turns.
///
/// @param heads empty until its first head
/// @param syncing what the node itself said of it
/// @param past what earlier turns concluded
record NodeMemory(
    Node node,
    Reach reach,
    Lineage lineage,
    Optional<Heads> heads,
    BreakerSeen breaker,
    boolean syncing,
    Past past) {

  static NodeMemory unseen(Node node) {
    return new NodeMemory(
        node,
        Reach.UNSEEN,
        Lineage.UNKNOWN,
        Optional.empty(),
        BreakerSeen.CLOSED,
        false,
        Past.NONE);
  }

  NodeMemory seen(Observation observation, HealthSettings settings) {
    return switch (observation) {
      case Observation.Identity identity -> with(Lineage.of(identity));
      case Observation.Head head -> answered(head, settings);
      case Observation.Silent silent -> failed(silent, settings);
      case Observation.SyncHint hint ->
          new NodeMemory(node, reach, lineage, heads, breaker, hint.syncing(), past);
      case Observation.Breaker change -> broken(change);
    };
  }

  private NodeMemory answered(Observation.Head head, HealthSettings settings) {
    Heads now = heads.map(h -> h.then(head)).orElseGet(() -> Heads.first(head));
    return new NodeMemory(
        node, reach.answered(settings.rise()), lineage, Optional.of(now), breaker, syncing, past);
  }

  private NodeMemory failed(Observation.Silent silent, HealthSettings settings) {
    Reach now = reach.failed(silent.at(), silent.why(), settings.fall());
    Lineage word = now.reachable() ? lineage.doubt() : lineage.lost();
    return new NodeMemory(node, now, word, heads, breaker, syncing, past);
  }

  /// Whatever opened the breaker may have been a restart as something else: it must prove itself
  /// again, and does so with probes while the breaker is still open.
  private NodeMemory broken(Observation.Breaker change) {
    Lineage word = change.state() == BreakerState.OPEN ? lineage.lost() : lineage;
    return new NodeMemory(node, reach, word, heads, breaker.then(change), syncing, past);
  }

  private NodeMemory with(Lineage word) {
    return new NodeMemory(node, reach, word, heads, breaker, syncing, past);
  }

  NodeMemory with(Past now) {
    return new NodeMemory(node, reach, lineage, heads, breaker, syncing, now);
  }

  String name() {
    return node.name();
  }
}
