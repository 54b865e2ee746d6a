package dev.headgate.request.decode;

/// Which block a call asks about.
public sealed interface BlockRef {

  /// The head, by one of its names.
  record Head(Tag tag) implements BlockRef {}

  /// A name of the head. What a call does not name is the latest.
  enum Tag {
    LATEST,
    /// Also shows what is not in a block yet.
    PENDING,
    SAFE,
    FINALIZED
  }

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
