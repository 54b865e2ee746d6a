package dev.headgate.request.send;

import dev.headgate.wire.Loops;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of answers and requests are kept whole in the process at this moment, against a
/// limit, and whether the JVM has memory for more: bytes on their way to slow clients are kept too,
/// and a buffer that grows is there twice for a moment. Meeting the JVM's own limit would fail a
/// node's connection, and the node be blamed. Thread-safe.
public final class Held {
  private static final long MEMORY = PlatformDependent.maxDirectMemory();
  private static final PooledByteBufAllocatorMetric POOL = Loops.ALLOCATOR.metric();

  private volatile long limit;
  private final AtomicLong bytes = new AtomicLong();

  public Held(long limit) {
    this.limit = limit;
  }

  /// Another limit from now on; what is held already stays.
  public void limit(long other) {
    limit = other;
  }

  /// Whether memory is so scarce that nothing more should be begun, and that what flows should wait
  /// for its client before it reads on.
  public boolean scarce() {
    return !fits(0);
  }

  /// Whether there is memory for a buffer of so many bytes, with a quarter to spare.
  public boolean fits(long count) {
    long most = MEMORY / 4 * 3;
    long reserved = PlatformDependent.usedDirectMemory();
    return MEMORY <= 0
        || reserved + count <= most
        || (count <= POOL.chunkSize() / 4 && inUse(reserved) + count <= most);
  }

  /// Of the memory that is reserved, what buffers use. The pool gives none of its chunks back in
  /// which one small buffer is left, and after a storm would seem full for ever.
  private static long inUse(long reserved) {
    long active = 0;
    for (PoolArenaMetric arena : POOL.directArenas()) {
      active += arena.numActiveBytes();
    }
    return active + Math.max(0, reserved - POOL.usedDirectMemory());
  }

  /// Takes room for so many bytes; false when there is none, and then nothing was taken.
  public boolean take(long count) {
    if (!fits(count)) {
      return false;
    }
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
