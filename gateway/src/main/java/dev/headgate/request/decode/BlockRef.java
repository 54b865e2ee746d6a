package dev.headgate.request.decode;

/// Which block a call asks about.
public sealed interface BlockRef {

  /// The head, whichever that is: `latest`, `safe`, `finalized`, `pending`, or no word at all.
  ///
  /// @param pending whether it is `pending`, which also shows what is not in a block yet
  record Head(boolean pending) implements BlockRef {}

  /// The block of that number; `earliest` is 0.
  record ByNumber(long number) implements BlockRef {}

  /// One block by its hash, or what is in it.
  record BlockHash() implements BlockRef {}

  /// A transaction by its hash, or its receipt.
  ///
  /// @param hash in lower case
  record Transaction(String hash) implements BlockRef {}

  /// No block at all, or none that could be read: the node will say what is wrong with it.
  record None() implements BlockRef {}
}
