package dev.headgate.operate;

import io.netty.util.internal.PlatformDependent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the JVM gives to buffers outside its heap, where all bytes of calls and answers are.
public final class DirectMemory {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.memory");

  /// Of all direct memory, for what is kept whole; the other half is for what is on its way.
  private static final int SHARE = 2;

  private DirectMemory() {}

  /// How many bytes may be kept whole: what the settings say, or what there is room for. An answer
  /// for which there is no room is refused with -32005; one that met the JVM's own limit would fail
  /// its connection.
  ///
  /// @param wanted `limits.held`
  public static long held(long wanted) {
    long room = PlatformDependent.maxDirectMemory() / SHARE;
    if (wanted <= room) {
      return wanted;
    }
    LOG.warn(
        "limits.held is {} MiB, but the JVM has {} MiB for buffers, so {} MiB are held at most:"
            + " lower it, or give more with HEADGATE_JAVA_OPTS=-XX:MaxDirectMemorySize={}m",
        wanted >> 20,
        (room * SHARE) >> 20,
        room >> 20,
        (wanted * SHARE) >> 20);
    return room;
  }
}
