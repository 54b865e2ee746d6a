package dev.headgate.simulate;

/// A side of a chain: from block `from` on, hashes differ by `salt`.
record Fork(long from, long salt) {
  /// The side that everyone agrees on.
  static final Fork NONE = new Fork(Long.MAX_VALUE, 0);

  long saltOf(long number) {
    return number >= from ? salt : 0;
  }
}
