package dev.headgate.request.accept;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import java.util.Locale;

/// The response headers that name node, head and time (`stamps: true`).
final class Stamps {
  private Stamps() {}

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f", nanos / 1e6);
  }

  /// Whole header lines.
  ///
  /// @param nanos that the call took
  /// @param nodeNanos of these, spent waiting for nodes
  static String of(Node node, ChainHealth health, long nanos, long nodeNanos) {
    StringBuilder lines = new StringBuilder("X-Headgate-Node: ").append(node.name()).append("\r\n");
    for (NodeHealth each : health.nodes()) {
      if (each.node().equals(node) && each.head().isPresent()) {
        lines.append("X-Headgate-Head: 0x").append(Long.toHexString(each.head().getAsLong()));
        lines.append("\r\nX-Headgate-Lag-Ms: ").append(each.lagMillis()).append("\r\n");
      }
    }
    return lines
        .append("Server-Timing: gw;dur=")
        .append(millis(Math.max(0, nanos - nodeNanos)))
        .append(", node;dur=")
        .append(millis(nodeNanos))
        .append("\r\n")
        .toString();
  }
}
