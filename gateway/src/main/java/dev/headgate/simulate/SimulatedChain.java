package dev.headgate.simulate;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.Locale;

/// One chain: its truth by time, and the transactions that were submitted to it. The nodes of one
/// chain share one of these. Thread-safe.
public final class SimulatedChain {
  private final ChainTruth truth;
  private final SteadyClock clock;
  private final Mempool mempool = new Mempool();

  public SimulatedChain(ChainTruth truth, SteadyClock clock) {
    this.truth = truth;
    this.clock = clock;
  }

  /// A chain of this id whose height looks real.
  public static SimulatedChain of(
      String name, long chainId, Duration blockTime, SteadyClock clock) {
    return new SimulatedChain(ChainTruth.of(name, chainId, blockTime), clock);
  }

  public ChainTruth truth() {
    return truth;
  }

  public String name() {
    return truth.name();
  }

  /// The highest block that exists now, whether or not a node has seen it.
  public long head() {
    return truth.headAt(clock.instant());
  }

  /// How many transactions it has taken, each counted once.
  public int submissions() {
    return mempool.size();
  }

  SteadyClock clock() {
    return clock;
  }

  Mempool mempool() {
    return mempool;
  }

  /// The same chain under another id, with a mempool of its own.
  SimulatedChain withChainId(long other) {
    return new SimulatedChain(truth.withChainId(other), clock);
  }

  /// Takes signed bytes into the next block, as a node at `seen` does.
  ///
  /// @return the transaction's hash
  /// @throws RpcRefusal in geth's words, for a known transaction or a used nonce
  String submit(byte[] raw, long seen) {
    RawTransaction.Read read = RawTransaction.read(raw);
    Transaction transaction = read.transaction();
    long next = mempool.nonce(transaction.from().toLowerCase(Locale.ROOT), seen);
    if (read.signed() && transaction.nonce() < next) {
      throw new RpcRefusal(
          RpcRefusal.SERVER,
          "nonce too low: next nonce " + next + ", tx nonce " + transaction.nonce());
    }
    if (!mempool.add(transaction, head() + 1, truth.filler())) {
      throw new RpcRefusal(RpcRefusal.SERVER, "already known");
    }
    return transaction.hash();
  }
}
