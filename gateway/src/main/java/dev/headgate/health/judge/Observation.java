package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import java.time.Instant;
import java.util.Optional;

/// One thing seen of one node at one instant of the steady clock.
public sealed interface Observation {

  Node node();

  /// When it was seen, by the steady clock: a step of the wall clock moves no verdict.
  Instant at();

  /// Whose chain the node says it is on.
  ///
  /// @param genesisHash of block 0; empty when the node no longer has it
  record Identity(Node node, Instant at, long chainId, Optional<String> genesisHash)
      implements Observation {}

  /// The node's latest block: its probe was answered.
  ///
  /// @param number from 0
  /// @param blockTimestampSeconds what the block itself says, seconds since 1970
  /// @param latencyNanos from the question to its whole answer
  record Head(
      Node node,
      Instant at,
      long number,
      String hash,
      String parentHash,
      long blockTimestampSeconds,
      long latencyNanos)
      implements Observation {}

  /// The node said by itself that it has a new head. Says nothing of whether it answers calls.
  ///
  /// @param number from 0
  /// @param blockTimestampSeconds what the block itself says, seconds since 1970
  record Pushed(
      Node node,
      Instant at,
      long number,
      String hash,
      String parentHash,
      long blockTimestampSeconds)
      implements Observation {}

  /// The node's WebSocket came or went.
  record Socket(Node node, Instant at, boolean up) implements Observation {}

  /// A probe failed: refused, timed out, an HTTP error, garbage.
  ///
  /// @param why in words, without any address
  /// @param gone whether nobody listened: its process had ended
  record Silent(Node node, Instant at, String why, boolean gone) implements Observation {}

  /// A call was refused its connection: nobody listened there, so the process had ended. Whoever
  /// listens there next may be a node of another chain.
  record Gone(Node node, Instant at) implements Observation {}

  /// What `eth_syncing` said. A hint and no more: several clients say `false` while behind.
  record SyncHint(Node node, Instant at, boolean syncing) implements Observation {}

  /// The node's breaker changed its state.
  record Breaker(Node node, Instant at, BreakerState state, String why) implements Observation {}

  /// The node answered a client's call with "method not found" (`-32601`).
  ///
  /// @param method a known one: clients invent names
  record Lacks(Node node, Instant at, String method) implements Observation {}

  /// How far back the node still has state, of the depths that were asked for.
  ///
  /// @param blocks below its head; 0 when it has none but the latest
  record StateWindow(Node node, Instant at, long blocks) implements Observation {}

  /// What clients' calls met at the node since the observation of this kind before. Long calls,
  /// rate limits, the callers' own errors and calls that were given up are not in it.
  ///
  /// @param calls answered and failed ones
  /// @param failures of these
  /// @param p50Nanos the median of the answered cheap calls; 0 when there was none
  /// @param p99Nanos of the same
  record Traffic(Node node, Instant at, long calls, long failures, long p50Nanos, long p99Nanos)
      implements Observation {}
}
