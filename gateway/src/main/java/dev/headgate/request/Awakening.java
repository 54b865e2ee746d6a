package dev.headgate.request;

/// Holds calls back while all that is known of the nodes is from before this process stood still (a
/// SIGSTOP, a long collection, a starved host): the active node may be blocks behind by now, or may
/// have been started anew as a node of another chain. The judge hears all of them within
/// milliseconds; whoever does not answer bounds the hold. Belongs to one event loop.
final class Awakening {
  private final long most;
  private boolean holding;
  private long sinceNanos;

  /// @param most nanoseconds that calls are held at one awakening
  Awakening(long most) {
    this.most = most;
  }

  /// Whether a call must not go to a node yet.
  ///
  /// @param old whether what is known is from before
  /// @param now in nanoseconds
  boolean holds(boolean old, long now) {
    if (old && !holding) {
      sinceNanos = now;
    }
    holding = old;
    return old && now - sinceNanos < most;
  }
}
