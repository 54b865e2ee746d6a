package dev.headgate.request.send;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of answers and requests are kept whole in the process at this moment, against a
/// limit. Thread-safe.
public final class Held {
  private volatile long limit;
  private final AtomicLong bytes = new AtomicLong();

  public Held(long limit) {
    this.limit = limit;
  }

  /// Another limit from now on; what is held already stays.
  public void limit(long other) {
    limit = other;
  }

  /// Takes room for so many bytes; false when there is none, and then nothing was taken.
  public boolean take(long count) {
    if (bytes.addAndGet(count) > limit) {
      bytes.addAndGet(-count);
      return false;
    }
    return true;
  }

  public void give(long count) {
    bytes.addAndGet(-count);
  }

  /// Bytes held now.
  public long bytes() {
    return bytes.get();
  }
}
