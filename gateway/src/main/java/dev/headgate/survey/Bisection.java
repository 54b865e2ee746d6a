package dev.headgate.survey;

import java.util.OptionalLong;

/// Finds the deepest block that still has something, asking few depths. Immutable: [#ask()] says
/// which depth to ask next, [#learn] takes what came of it.
///
/// @param has a depth that has it; -1 while none is known
/// @param lacks a depth that has it not
/// @param first whether nothing was asked yet
/// @param head the deepest depth there is: the number of blocks below the head
record Bisection(long has, long lacks, boolean first, long head) {
  /// Between two depths of which one is less than a tenth deeper nobody asks any more.
  private static final int CLOSE_ENOUGH = 10;

  private static final long FEW = 8;

  /// Nothing asked yet.
  ///
  /// @param head the number of the newest block
  static Bisection below(long head) {
    return new Bisection(-1, head + 1, true, head);
  }

  /// The next depth to ask; empty when enough is known. First the deepest, since an archive has
  /// all; then the head's own, then ever closer, halving the exponent and not the number.
  OptionalLong ask() {
    if (first) {
      return OptionalLong.of(Math.max(head - 1, 0));
    }
    if (has < 0) {
      return lacks > 0 ? OptionalLong.of(0) : OptionalLong.empty();
    }
    if (lacks - has <= Math.max(has / CLOSE_ENOUGH, FEW)) {
      return OptionalLong.empty();
    }
    long middle = (long) Math.sqrt((double) Math.max(has, FEW) * lacks);
    return OptionalLong.of(Math.clamp(middle, has + 1, lacks - 1));
  }

  Bisection learn(long depth, boolean there) {
    return there
        ? new Bisection(Math.max(has, depth), lacks, false, head)
        : new Bisection(has, Math.min(lacks, depth), false, head);
  }

  NodeFacts.Reach found() {
    return new NodeFacts.Reach(has, has >= Math.max(head - 1, 0));
  }
}
