package dev.headgate.bench.policy;

import dev.headgate.time.SteadyClock;
import java.time.Instant;

/// Time that the queue of events moves. The machine's clock is never read.
final class SimClock extends SteadyClock {
  static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private long nanos;

  void moveTo(long to) {
    if (to < nanos) {
      throw new IllegalArgumentException("time does not run backward");
    }
    nanos = to;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant wall() {
    return instant();
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos);
  }
}
