package dev.headgate.bench.load;

/// Hears of each call as it ends, on the event loop of its connection: must not block, and is
/// called by as many threads as the load has loops. Without a listener nothing is allocated for it.
@FunctionalInterface
public interface CallListener {
  /// A call, or a batch of them, has ended.
  void ended(EndedCall call);
}
