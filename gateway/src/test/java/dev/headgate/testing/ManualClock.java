package dev.headgate.testing;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/// Time that moves only when told to. Wall and steady time start together and may be stepped apart.
public final class ManualClock extends SteadyClock {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicLong wallStep = new AtomicLong();

  public void advance(Duration by) {
    nanos.addAndGet(by.toNanos());
  }

  /// Steps the wall clock alone, as an operator or NTP would.
  public void stepWall(Duration by) {
    wallStep.addAndGet(by.toNanos());
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant wall() {
    return instant().plusNanos(wallStep.get());
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanos.get());
  }
}
