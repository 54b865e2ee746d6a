package dev.headgate;

import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Watches the JVM's compilers: whether they still have much to do. Belongs to one thread.
final class Compilers {
  private static final Duration STEP = Duration.ofMillis(25);
  private static final Duration LONGEST_REST = Duration.ofMillis(250);

  /// Of each moment, the share that they may work and still count as idle.
  private static final double IDLE = 0.2;

  /// So many looks in a row must find them idle: one compilation of half a second counts only when
  /// it has ended.
  private static final int LOOKS = 3;

  private final LongSupplier busyMillis;
  private final SteadyClock clock;
  private long lastNanos;
  private long lastBusy;
  private int idle;

  /// @param busyMillis for how long they have worked until now, all together
  Compilers(LongSupplier busyMillis, SteadyClock clock) {
    this.busyMillis = busyMillis;
    this.clock = clock;
    lastNanos = clock.nanos();
    lastBusy = busyMillis.getAsLong();
  }

  /// Those of this JVM. Where it does not say how long they work they seem idle.
  static Compilers ofThisJvm(SteadyClock clock) {
    @Nullable CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
    boolean tells = bean != null && bean.isCompilationTimeMonitoringSupported();
    return new Compilers(tells ? bean::getTotalCompilationTime : () -> 0, clock);
  }

  /// Leaves the processors to them, until they pause or for a quarter of a second.
  void rest() {
    long end = clock.nanos() + LONGEST_REST.toNanos();
    long before;
    do {
      before = busyMillis.getAsLong();
      Pause.of(STEP);
    } while (busyMillis.getAsLong() > before
        && clock.nanos() - end < 0
        && !Thread.currentThread().isInterrupted());
  }

  /// Whether they have had little to do for a while. To be asked once after each piece of work that
  /// could give them more.
  boolean haveCaughtUp() {
    long now = clock.nanos();
    long busy = busyMillis.getAsLong();
    boolean little = (busy - lastBusy) * 1e6 <= IDLE * (now - lastNanos);
    idle = little ? idle + 1 : 0;
    lastNanos = now;
    lastBusy = busy;
    return idle >= LOOKS;
  }
}
