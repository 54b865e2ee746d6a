package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import java.util.Optional;

/// What is remembered of one node between two turns.
///
/// @param heads empty until its first head
/// @param syncing what the node itself said of it
/// @param socket its WebSocket
/// @param past what earlier turns concluded
record NodeMemory(
    Node node,
    Reach reach,
    Lineage lineage,
    Optional<Heads> heads,
    BreakerSeen breaker,
    boolean syncing,
    SocketSeen socket,
    Past past) {

  static NodeMemory unseen(Node node) {
    return new NodeMemory(
        node,
        Reach.UNSEEN,
        Lineage.UNKNOWN,
        Optional.empty(),
        BreakerSeen.CLOSED,
        false,
        SocketSeen.unseen(node),
        Past.NONE);
  }

  NodeMemory seen(Observation observation, HealthSettings settings) {
    return switch (observation) {
      case Observation.Identity identity -> with(Lineage.of(identity));
      case Observation.Head head -> answered(head, settings);
      case Observation.Pushed push -> pushed(push);
      case Observation.Socket word -> with(socket.then(word));
      case Observation.Silent silent -> failed(silent, settings);
      case Observation.SyncHint hint ->
          new NodeMemory(node, reach, lineage, heads, breaker, hint.syncing(), socket, past);
      case Observation.Breaker change -> broken(change);
    };
  }

  private NodeMemory answered(Observation.Head head, HealthSettings settings) {
    Heads now = heads.map(h -> h.polled(head)).orElseGet(() -> Heads.first(head));
    return new NodeMemory(
        node,
        reach.answered(settings.rise()),
        lineage,
        Optional.of(now),
        breaker,
        syncing,
        socket,
        past);
  }

  /// Only probes speak for whether a node answers: a push moves its head and nothing else.
  private NodeMemory pushed(Observation.Pushed push) {
    Heads now = heads.map(h -> h.pushed(push)).orElseGet(() -> Heads.first(push));
    return new NodeMemory(node, reach, lineage, Optional.of(now), breaker, syncing, socket, past);
  }

  private NodeMemory with(SocketSeen now) {
    return new NodeMemory(node, reach, lineage, heads, breaker, syncing, now, past);
  }

  private NodeMemory failed(Observation.Silent silent, HealthSettings settings) {
    Reach now = reach.failed(silent.at(), silent.why(), settings.fall());
    Lineage word = now.reachable() ? lineage.doubt() : lineage.lost();
    return new NodeMemory(node, now, word, heads, breaker, syncing, socket, past);
  }

  /// Whatever opened the breaker may have been a restart as something else: it must prove itself
  /// again, and does so with probes while the breaker is still open.
  private NodeMemory broken(Observation.Breaker change) {
    Lineage word = change.state() == BreakerState.OPEN ? lineage.lost() : lineage;
    return new NodeMemory(node, reach, word, heads, breaker.then(change), syncing, socket, past);
  }

  private NodeMemory with(Lineage word) {
    return new NodeMemory(node, reach, word, heads, breaker, syncing, socket, past);
  }

  NodeMemory with(Past now) {
    return new NodeMemory(node, reach, lineage, heads, breaker, syncing, socket, now);
  }

  String name() {
    return node.name();
  }
}
