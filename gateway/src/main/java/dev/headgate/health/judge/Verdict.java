package dev.headgate.health.judge;

/// Whether a node may serve, with the reason in a sentence's worth of words.
public sealed interface Verdict {

  /// The reason; empty for a node that is fit without remark.
  String reason();

  default boolean fit() {
    return this instanceof Fit;
  }

  /// May serve.
  record Fit(String reason) implements Verdict {}

  /// Serves only when no node is fit, and then the least bad one.
  record Unfit(String reason) implements Verdict {}

  /// Of another chain: is never served from, not even when nothing else is left.
  record WrongChain(String reason) implements Verdict {}
}
