package dev.headgate.health.gather;

import java.io.Serial;

/// A node answered, but not what was asked for.
final class BadAnswer extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /// @param what fit for people: what was wrong, without anything the node itself wrote
  BadAnswer(String what) {
    super(what);
  }
}
