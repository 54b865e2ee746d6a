package dev.headgate.simulate;

import java.time.Instant;
import java.util.Optional;

/// What one node believes at one instant: its head, its side of a fork, its chain. Immutable but
/// for the mempool it looks into.
record NodeView(String node, SimulatedChain chain, long head, Fork fork, Faults faults) {

  static NodeView of(String node, SimulatedChain chain, Sight sight, Faults faults, Instant now) {
    Optional<Fault.WrongChain> other = faults.find(Fault.WrongChain.class);
    SimulatedChain seen = other.map(one -> chain.withChainId(one.chainId())).orElse(chain);
    long head = plainHead(chain, sight, faults, now);
    long lag = faults.find(Fault.Lag.class).map(Fault.Lag::blocks).orElse(0L);
    long ahead = faults.find(Fault.Ahead.class).map(Fault.Ahead::blocks).orElse(0L);
    return new NodeView(node, seen, Math.max(0, head - lag) + ahead, fork(node, faults), faults);
  }

  /// Its head before it lags or runs ahead.
  static long plainHead(SimulatedChain chain, Sight sight, Faults faults, Instant now) {
    return faults
        .entry(Fault.Freeze.class)
        .map(Faults.Active::head)
        .orElseGet(() -> sight.head(chain.truth(), now));
  }

  private static Fork fork(String node, Faults faults) {
    return faults
        .entry(Fault.Forked.class)
        .map(entry -> new Fork(entry.head(), Hashes.mix(entry.since().toEpochMilli(), node)))
        .orElse(Fork.NONE);
  }

  ChainTruth truth() {
    return chain.truth();
  }

  /// The block of this number, when the node has it.
  Optional<Block> block(long number) {
    return number >= 0 && number <= head ? Optional.of(any(number)) : Optional.empty();
  }

  Optional<Block> block(String hash) {
    return truth().numberOf(hash, fork).flatMap(this::block);
  }

  /// A block whether or not the node has it: for the pending one.
  Block any(long number) {
    return truth().block(number, fork);
  }
}
