package dev.headgate.request.plan;

/// What follows an [Outcome].
public sealed interface NextStep {

  /// The client gets what the node said.
  record Reply() implements NextStep {}

  /// Another node is asked.
  ///
  /// @param spendsBudget whether the retry budget pays for it
  record TryNext(boolean spendsBudget) implements NextStep {}

  /// Every node was tried, and all of them once more are open to this call: the best of them is
  /// asked again.
  ///
  /// @param spendsBudget whether the retry budget pays for it
  record TryAgain(boolean spendsBudget) implements NextStep {}

  /// The client gets the gateway's own error.
  record GiveUp(Reason reason) implements NextStep {}

  /// Why a call was given up.
  enum Reason {
    /// Nobody is left to serve it; it was not acted on, or may be repeated.
    NO_NODE,
    /// Its deadline passed, and it may be repeated.
    DEADLINE,
    /// The gateway has no room for its answer.
    NO_ROOM,
    /// A node may have acted on it, and it may not be repeated.
    UNKNOWN_FATE
  }
}
