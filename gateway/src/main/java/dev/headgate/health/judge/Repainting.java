package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A chain's picture brought over to another configuration of it: nodes that are no longer in it
/// are gone, those that are new to it are not in the picture yet. The judge draws the next one from
/// it. Only the active node stays though it is gone, so that the judge sees that it is.
final class Repainting {
  private Repainting() {}

  static ChainHealth of(ChainHealth old, Chain chain, boolean judged, Instant now) {
    List<Node> order = old.order().stream().flatMap(n -> in(chain, n).stream()).toList();
    return new ChainHealth(
        chain,
        old.generation(),
        now,
        judged,
        old.tip(),
        old.active().map(active -> in(chain, active).orElse(active)),
        old.degraded(),
        old.standbyReady(),
        old.nodes().stream().flatMap(n -> in(chain, n.node()).map(n::under).stream()).toList(),
        order,
        (int)
            old.order().subList(0, old.fitCount()).stream()
                .filter(n -> in(chain, n).isPresent())
                .count(),
        old.failovers(),
        old.stalled(),
        old.forked(),
        old.orders().of(name -> judges(chain, name)),
        old.alarms(),
        old.drowsy());
  }

  static boolean judges(Chain chain, String name) {
    return chain.judged().stream().anyMatch(node -> node.name().equals(name));
  }

  private static Optional<Node> in(Chain chain, Node node) {
    return chain.judged().stream().filter(node::isSame).findFirst();
  }
}
