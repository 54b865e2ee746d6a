package dev.headgate.survey;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Finds the largest batch that a node takes. Immutable, as [Bisection] is.
///
/// @param sizes still to be tried, each larger than the one before
/// @param took the largest that was taken
/// @param refused the smallest that was refused; 0 while none was
/// @param left how many more may be tried between the two
record BatchSearch(List<Integer> sizes, int took, int refused, int left) {
  /// A larger one costs the node too much for a question.
  static final int LARGEST = 1000;

  private static final int TRIES_BETWEEN = 8;

  /// 1, 10, 100 and what is configured, as far as that is not beyond 1000.
  static BatchSearch upTo(int configured) {
    TreeSet<Integer> sizes = new TreeSet<>(List.of(1, 10, 100));
    sizes.add(Math.min(configured, LARGEST));
    return new BatchSearch(List.copyOf(sizes), 0, 0, TRIES_BETWEEN);
  }

  /// The next size to try; empty when enough is known.
  OptionalInt ask() {
    if (refused == 0) {
      return sizes.isEmpty() ? OptionalInt.empty() : OptionalInt.of(sizes.getFirst());
    }
    return left == 0 || refused - took <= 1
        ? OptionalInt.empty()
        : OptionalInt.of((took + refused) / 2);
  }

  BatchSearch learn(int size, boolean taken) {
    List<Integer> larger = sizes.stream().filter(each -> each > size).toList();
    int fewer = refused == 0 ? left : left - 1;
    return taken
        ? new BatchSearch(larger, Math.max(took, size), refused, fewer)
        : new BatchSearch(larger, took, size, fewer);
  }

  NodeFacts.Batch found() {
    return new NodeFacts.Batch(
        took, refused == 0 ? OptionalLong.empty() : OptionalLong.of(refused));
  }
}
