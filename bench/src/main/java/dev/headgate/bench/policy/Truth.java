package dev.headgate.bench.policy;

import java.util.List;

/// The chain itself: a block each block time, but for the times when it stands still.
///
/// @param halts in their order, apart from each other
record Truth(ChainSpec chain, List<Span> halts) {
  /// The head at time 0.
  static final long FIRST = 21_000_000;

  long numberAt(long nanos) {
    long grown = nanos;
    for (Span halt : halts) {
      if (nanos > halt.from()) {
        grown -= Math.min(nanos, halt.until()) - halt.from();
      }
    }
    return FIRST + Math.floorDiv(grown, blockNanos());
  }

  long bornAt(long number) {
    long nanos = (number - FIRST) * blockNanos();
    for (Span halt : halts) {
      if (nanos > halt.from()) {
        nanos += halt.length();
      }
    }
    return nanos;
  }

  /// What the block's header says, seconds since 1970.
  long timestamp(long number) {
    return SimClock.START.plusNanos(bornAt(number)).getEpochSecond();
  }

  private long blockNanos() {
    return chain.blockTime().toNanos();
  }
}
