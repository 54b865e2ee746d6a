package dev.headgate.request.plan;

/// How one attempt of a call ended, in what is known of the call's fate.
public sealed interface Outcome {

  /// The node's result.
  record Result() implements Outcome {}

  /// The node's own error.
  record NodeError(ErrorKind kind) implements Outcome {}

  /// No byte of the call reached the node.
  record NotSent(String why) implements Outcome {}

  /// The node's result, which another node may better: `null` for a hash that may only not be here
  /// yet, a head below one that was delivered, or one beyond reason.
  ///
  /// @param ofHead what it tells of the chain's head cannot be: soon no further call goes there, so
  ///   that those under way are as few as on a node that dies
  record Doubtful(String why, boolean ofHead) implements Outcome {}

  /// The node may have acted on the call: the connection ended, or the node was found silent.
  ///
  /// @param reused whether the connection had served before and gave no byte this time, as when the
  ///   node had closed it just before
  record Lost(String why, boolean reused) implements Outcome {}

  /// The node answered, but not with an answer: 5xx, HTML, cut short, another's id.
  record Garbage(String why) implements Outcome {}

  /// The node refused for now (HTTP 429); it did not act on the call.
  record RateLimited(String why) implements Outcome {}

  /// The gateway has no room to keep the answer; nobody's fault but the load's.
  record NoRoom() implements Outcome {}

  /// The call's deadline passed while the node had not answered.
  record DeadlinePassed() implements Outcome {}

  /// The call's deadline passed while it waited for a connection: no byte of it was written.
  record DeadlinePassedUnsent() implements Outcome {}

  /// What happened, in a few words; empty for an answer.
  static String why(Outcome outcome) {
    return switch (outcome) {
      case Result() -> "";
      case NodeError(ErrorKind kind) -> "its own error (" + kind + ")";
      case Doubtful(String why, _) -> why;
      case NotSent(String why) -> why;
      case Lost(String why, _) -> why;
      case Garbage(String why) -> why;
      case RateLimited(String why) -> why;
      case NoRoom() -> "no room for its answer";
      case DeadlinePassed(), DeadlinePassedUnsent() -> "no answer in time";
    };
  }
}
