package dev.headgate.survey;

import dev.headgate.chain.Node;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What one node said of itself. What it did not say, or was not asked in time, is empty.
///
/// @param unusable why it gave no answer at all, in words without its address; empty when it did
/// @param chainId as it says
/// @param genesis the hash of block 0
/// @param head its newest block
/// @param headRefusal how it refused to tell its newest block, in its own words; empty otherwise
/// @param client what it calls itself, without odd characters
/// @param syncing whether it says that it is
/// @param roundTrip the median of five questions on a connection that stands
/// @param keepsAlive whether a connection served a second question
/// @param clockAhead how far the clock of its `Date` header is ahead of ours; negative: behind
/// @param socket whether it took a subscription over its WebSocket
/// @param has methods that it knows
/// @param lacks methods that it says it does not know
/// @param state how many blocks below its head it has state
/// @param proofs how many blocks below its head it proves state
/// @param batch the largest batch that it took
/// @param late whether the deadline came before the last question
public record NodeFacts(
    Node node,
    Optional<String> unusable,
    OptionalLong chainId,
    Optional<String> genesis,
    Optional<Head> head,
    Optional<String> headRefusal,
    Optional<String> client,
    Optional<Boolean> syncing,
    Optional<Duration> roundTrip,
    Optional<Boolean> keepsAlive,
    Optional<Duration> clockAhead,
    Optional<Subscribed> socket,
    Set<String> has,
    Set<String> lacks,
    Optional<Reach> state,
    Optional<Reach> proofs,
    Optional<Batch> batch,
    boolean late) {

  /// A block.
  ///
  /// @param age of its timestamp by this machine's clock, when it was asked; may be negative
  public record Head(long number, String hash, Duration age) {}

  /// What came of a subscription.
  ///
  /// @param refusal why it was not taken, in words; empty when it was
  public record Subscribed(String refusal) {
    /// Whether it was taken.
    public boolean taken() {
      return refusal.isEmpty();
    }
  }

  /// How far back something goes.
  ///
  /// @param blocks below the head; rounded down by a tenth at most
  /// @param whole whether it goes to the chain's first block
  public record Reach(long blocks, boolean whole) {
    /// As a few words: `all`, `none`, `10064`.
    public String words() {
      return whole ? "all" : blocks < 0 ? "none" : Long.toString(blocks);
    }
  }

  /// How many calls it takes in one batch.
  ///
  /// @param most the largest that it took; 0 when it took none
  /// @param refused the smallest that it refused; empty when it took all that were tried
  public record Batch(int most, OptionalLong refused) {}

  public NodeFacts {
    has = Set.copyOf(has);
    lacks = Set.copyOf(lacks);
  }

  /// Whether it answered.
  public boolean answered() {
    return unusable.isEmpty();
  }

  NodeFacts withSocket(Subscribed came) {
    return new NodeFacts(
        node,
        unusable,
        chainId,
        genesis,
        head,
        headRefusal,
        client,
        syncing,
        roundTrip,
        keepsAlive,
        clockAhead,
        Optional.of(came),
        has,
        lacks,
        state,
        proofs,
        batch,
        late);
  }

  List<String> sortedLacks() {
    return lacks.stream().sorted().toList();
  }
}
