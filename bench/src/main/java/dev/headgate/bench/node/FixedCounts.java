package dev.headgate.bench.node;

/// What a fixed node has received. Written by its event loop alone, read by anyone.
final class FixedCounts {
  /// Ids of a load have thirteen digits; probes and checks have fewer.
  private static final int TAG_DIGITS = 13;

  private volatile long calls;
  private volatile long tagged;

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  void call(int idLength) {
    calls++;
    if (idLength == TAG_DIGITS) {
      tagged++;
    }
  }

  long calls() {
    return calls;
  }

  String json() {
    return "{\"calls\":" + calls + ",\"tagged\":" + tagged + "}";
  }
}
