package dev.headgate.request.plan;

import dev.headgate.chain.Node;
import java.util.List;

/// The nodes a call may go to, best first.
///
/// @param nodes in the order to try them; may be empty
/// @param fit so many of them, from the start, are fit; the rest serve when nothing better is left
public record Plan(List<Node> nodes, int fit) {
  public Plan {
    nodes = List.copyOf(nodes);
  }
}
