package dev.headgate.request.send;

import dev.headgate.wire.Loops;
import io.netty.buffer.PoolArenaMetric;
import io.netty.buffer.PoolChunkListMetric;
import io.netty.buffer.PoolChunkMetric;
import io.netty.buffer.PooledByteBufAllocatorMetric;
import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of answers and requests are kept whole in the process at this moment, against a
/// limit, and whether the JVM has memory for more: bytes on their way to slow clients are kept too,
/// and a buffer that grows is there twice for a moment. Meeting the JVM's own limit would fail a
/// node's connection, and the node be blamed. Thread-safe.
public final class Held {
  private static final long MEMORY = PlatformDependent.maxDirectMemory();
  private static final long MOST = MEMORY / 4 * 3;

  /// Free room within chunks is in pieces, so that there must be much of it: with up to three
  /// quarters in use a node was blamed in one storm of thirty, most likely for a larger buffer that
  /// found no piece.
  private static final long LITTLE = MEMORY / 4;

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

  /// Whether there is memory for a buffer of so many bytes: with a quarter to spare that no chunk
  /// has taken, or with a quarter in use at most. To be asked on an event loop: where there is
  /// none, the buffers that its thread keeps for later are let go.
  public boolean fits(long count) {
    if (MEMORY <= 0 || PlatformDependent.usedDirectMemory() + count <= MOST) {
      return true;
    }
    return count <= POOL.chunkSize() / 4
        && (inUse() + count <= LITTLE || (trimmed() && inUse() + count <= LITTLE));
  }

  private static boolean trimmed() {
    return Loops.ALLOCATOR.trimCurrentThreadCache();
  }

  private static long inUse() {
    return PlatformDependent.usedDirectMemory() - free(POOL);
  }

  /// The free room within a pool's chunks, in bytes. A pool gives none of its chunks back in which
  /// one small buffer is left, and after a storm would seem full for ever. An arena's own
  /// `numActiveBytes` takes such a chunk for full.
  static long free(PooledByteBufAllocatorMetric pool) {
    long free = 0;
    for (PoolArenaMetric arena : pool.directArenas()) {
      for (PoolChunkListMetric chunks : arena.chunkLists()) {
        for (PoolChunkMetric chunk : chunks) {
          free += chunk.freeBytes();
        }
      }
    }
    return free;
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

  /// Gives so many bytes back. Nearly always there are none, and all loops share the counter.
  public void give(long count) {
    if (count != 0) {
      bytes.addAndGet(-count);
    }
  }

  /// Bytes held now.
  public long bytes() {
    return bytes.get();
  }
}
