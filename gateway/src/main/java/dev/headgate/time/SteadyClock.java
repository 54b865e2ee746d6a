package dev.headgate.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The time, in two readings: [#nanos()] for everything that is measured or waited for, and
/// [#wall()] for the rare question of what the calendar says (a block's timestamp).
///
/// [#instant()] is the wall clock at start plus what has passed since by the steady clock. A step
/// of the system's clock therefore moves neither breakers nor deadlines; only [#wall()] sees it.
/// Thread-safe.
public abstract class SteadyClock extends Clock {

  /// Nanoseconds since an arbitrary moment; never steps back.
  public abstract long nanos();

  /// What the system's clock says now; may step.
  public abstract Instant wall();

  /// The machine's own clock.
  public static SteadyClock system() {
    return new SystemSteadyClock();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  private static final class SystemSteadyClock extends SteadyClock {
    private final Instant wallAtStart = Instant.now();
    private final long nanosAtStart = System.nanoTime();

    @Override
    public long nanos() {
      return System.nanoTime();
    }

    @Override
    public Instant wall() {
      return Instant.now();
    }

    @Override
    public Instant instant() {
      return wallAtStart.plus(Duration.ofNanos(System.nanoTime() - nanosAtStart));
    }
  }
}
