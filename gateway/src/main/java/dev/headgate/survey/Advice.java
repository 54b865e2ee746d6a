package dev.headgate.survey;

/// One thing to know about a chain's nodes, and what to do about it.
///
/// @param subject the node's name, or the chain's where it concerns several
/// @param finding what was found
/// @param remedy what to write or to do
public record Advice(Weight weight, String subject, String finding, String remedy) {

  /// How much it matters.
  public enum Weight {
    /// The node cannot be used.
    FAULT,
    /// It serves, but worse than its place demands.
    WARNING,
    /// It could be better.
    HINT
  }

  /// As one line.
  public String sentence() {
    return subject + " " + finding + ": " + remedy;
  }
}
