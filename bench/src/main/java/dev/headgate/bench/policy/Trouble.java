package dev.headgate.bench.policy;

/// What may be wrong with a node.
sealed interface Trouble {

  /// It takes calls and says nothing (SIGSTOP, a network that swallows packets); what waits is
  /// answered when it wakes.
  record Hangs() implements Trouble {}

  /// Its process is gone: calls on it are reset, further ones refused.
  record Dead() implements Trouble {}

  /// A share of its calls gets 503, fast.
  record Fails(int percent) implements Trouble {}

  /// Beyond so many calls a second it says 429.
  record RateLimited(int perSecond) implements Trouble {}

  /// Its answers take so much longer.
  ///
  /// @param percent of its answers
  record Slow(long nanos, int percent) implements Trouble {}

  /// Its head stands.
  record Frozen() implements Trouble {}

  /// Its head is so many blocks lower.
  record Behind(int blocks) implements Trouble {}

  /// Every so-many-th block comes so much later.
  record Late(int everyNth, long nanos) implements Trouble {}

  /// It claims blocks that do not exist.
  ///
  /// @param honestClock whether their timestamps are those of real blocks; else they lie in the
  ///   future as far as the blocks do
  record Ahead(long blocks, boolean honestClock) implements Trouble {}

  /// Its blocks are of another branch, at the same height.
  record Forked() implements Trouble {}

  /// It is of another chain.
  record OtherChain() implements Trouble {}
}
