package dev.headgate.request.accept;

import dev.headgate.config.LimitSettings;
import io.netty.channel.ChannelOutboundBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How long a client may take for what it is at: a head, a body, the next request, taking its
/// answer. Values in, a value out; who asks brings the time.
final class ClientClock {
  /// Bytes of a body that are worth another second of patience.
  private static final long BYTES_PER_SECOND = 64 << 10;

  private LimitSettings limits;
  private long glanceNanos;
  private long sinceNanos;
  private boolean begun;
  private long begunNanos;
  private long outProgress = -1;
  private long outProgressNanos;

  ClientClock(LimitSettings limits, long now) {
    this.limits = limits;
    glanceNanos = glanceNanos(limits);
    sinceNanos = now;
  }

  /// Goes by these limits from now on.
  void goBy(LimitSettings now) {
    limits = now;
    glanceNanos = glanceNanos(now);
  }

  private static long glanceNanos(LimitSettings limits) {
    return Stream.of(
            limits.headTimeout(),
            limits.bodyTimeout(),
            limits.idleTimeout(),
            limits.writeTimeout().dividedBy(2))
        .mapToLong(Duration::toNanos)
        .min()
        .orElseThrow();
  }

  /// No wait is longer, so that what begins in it is not seen too late.
  long glanceNanos() {
    return glanceNanos;
  }

  /// It rests, or begins its next request. Time before does not count against that, since nobody
  /// read then.
  void rests(long now) {
    sinceNanos = now;
    begun = false;
  }

  /// A request's first bytes have come, now or before.
  void begun(long now) {
    if (!begun) {
      begun = true;
      begunNanos = now;
    }
  }

  /// Its head is whole, and the body comes.
  void sendsBody(long now) {
    sinceNanos = now;
  }

  /// Nanoseconds left to a client that rests or sends a head; negative when it took too long.
  long leftToBegin(long now) {
    return begun
        ? limits.headTimeout().toNanos() - (now - begunNanos)
        : limits.idleTimeout().toNanos() - (now - sinceNanos);
  }

  /// Nanoseconds left to a client that sends a body; negative when it took too long.
  ///
  /// @param come bytes of it so far
  long leftToBody(long come, long now) {
    long earned = come * TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND;
    return limits.bodyTimeout().toNanos() + earned - (now - sinceNanos);
  }

  /// Whether bytes wait for a client that has taken none for too long.
  ///
  /// @param out what waits; null on a channel that is closed
  boolean takesNothing(@Nullable ChannelOutboundBuffer out, long now) {
    if (out == null || out.totalPendingWriteBytes() == 0) {
      outProgress = -1;
      return false;
    }
    long progress = out.totalPendingWriteBytes() * 31 + out.currentProgress();
    if (progress != outProgress) {
      outProgress = progress;
      outProgressNanos = now;
    }
    return now - outProgressNanos > limits.writeTimeout().toNanos();
  }
}
