package dev.headgate.simulate.check;

import java.util.List;
import java.util.function.LongUnaryOperator;

/// The freshest head that any fit node had, moment by moment: what an answer may be held against. A
/// node is not fit while a fault is on it, nor for `grace` after that: until then it is nobody's
/// duty to use it. Immutable.
///
/// @param nodes of one chain
/// @param grace nanoseconds
public record FitHeads(List<NodeHeads> nodes, long grace) implements LongUnaryOperator {

  /// One node.
  ///
  /// @param head its head at a moment, in steady nanoseconds, were it well
  /// @param unfit when it had a fault
  public record NodeHeads(LongUnaryOperator head, List<Span> unfit) {
    public NodeHeads {
      unfit = List.copyOf(unfit);
    }
  }

  /// From one moment to another, in steady nanoseconds.
  public record Span(long from, long to) {}

  public FitHeads {
    nodes = List.copyOf(nodes);
  }

  /// The freshest head at a moment; 0 when no node was fit, so that nothing is stale then.
  @Override
  public long applyAsLong(long nanos) {
    return nodes.stream()
        .filter(node -> isFit(node, nanos))
        .mapToLong(node -> node.head().applyAsLong(nanos))
        .max()
        .orElse(0);
  }

  private boolean isFit(NodeHeads node, long nanos) {
    return node.unfit().stream()
        .noneMatch(span -> nanos >= span.from() && nanos - grace < span.to());
  }
}
