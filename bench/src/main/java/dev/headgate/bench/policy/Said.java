package dev.headgate.bench.policy;

/// How a question to a node ended.
sealed interface Said {

  /// Its head.
  ///
  /// @param at when it looked
  record Head(long at, long number, boolean fork, long timestamp, long chainId) implements Said {
    String hash() {
      return (fork ? "0xf" : "0x") + number;
    }

    String parentHash() {
      return (fork ? "0xf" : "0x") + (number - 1);
    }
  }

  /// An HTTP status that is no answer.
  record Status(int code) implements Said {}

  /// Nobody listens.
  record Refused() implements Said {}

  /// The connection broke under the question.
  record Reset() implements Said {}
}
