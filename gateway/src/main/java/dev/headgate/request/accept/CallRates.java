package dev.headgate.request.accept;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.request.Allowance;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// How fast each client calls, as a token bucket that holds one second's worth. Thread-safe.
///
/// One bucket for all event loops, although nothing else of a call crosses them: a client's
/// connections lie on loops by chance, so that a share for each loop would cut off one client at a
/// fraction of its rate and let another have several times as much. A bucket is one number (the
/// time at which it is full again; "GCRA", ITU-T I.371), a call one compare-and-set of it, and none
/// of it happens without a limit.
///
/// A batch passes whole as soon as there is room for one call, and is paid for afterwards: a batch
/// larger than the bucket could never pass otherwise.
///
/// Bounded: of more than [#MOST] clients the ones longest unseen are forgotten, which gives them a
/// full bucket.
final class CallRates {
  private static final int MOST = 100_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final long BUCKET_NANOS = 1_000_000_000L;

  private volatile int perSecond;
  private final SteadyClock clock;
  private final Cache<Client, AtomicLong> fullAt;

  /// Full buckets for all.
  ///
  /// @param perSecond calls a second and client; 0 for no limit
  CallRates(int perSecond, SteadyClock clock) {
    this.perSecond = perSecond;
    this.clock = clock;
    fullAt =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(REMEMBERED)
            .ticker(clock::nanos)
            .executor(Runnable::run)
            .build();
  }

  /// Another limit from now on; 0 for none.
  void limit(int other) {
    perSecond = other;
  }

  /// Whether there is a limit at all.
  boolean limited() {
    return perSecond > 0;
  }

  /// What this client may still call.
  Allowance of(Client client) {
    return limited() ? calls -> take(client, calls) : Allowance.UNLIMITED;
  }

  private long take(Client client, int calls) {
    int rate = perSecond;
    if (rate == 0) {
      return 0;
    }
    long now = clock.nanos();
    long one = BUCKET_NANOS / rate;
    AtomicLong bucket = fullAt.get(client, _ -> new AtomicLong(now));
    while (true) {
      long full = bucket.get();
      long from = full - now > 0 ? full : now;
      long over = from + one - now - BUCKET_NANOS;
      if (over > 0) {
        return Math.ceilDiv(over, 1_000_000L);
      }
      if (bucket.compareAndSet(full, from + calls * one)) {
        return 0;
      }
    }
  }
}
