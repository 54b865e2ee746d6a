package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CompilersTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicLong busyMillis = new AtomicLong(1000);
  private final Compilers compilers = new Compilers(busyMillis::get, clock);

  @Test
  void three_looks_in_a_row_must_find_them_nearly_idle() {
    assertFalse(after(100, 20));
    assertFalse(after(100, 20));
    assertTrue(after(100, 20));
  }

  @Test
  void work_between_two_looks_begins_the_count_anew() {
    after(100, 0);
    after(100, 0);
    assertFalse(after(100, 21));
    assertFalse(after(100, 0));
    assertFalse(after(100, 0));
    assertTrue(after(100, 0));
  }

  /// Several compilers work more than a second in a second.
  @Test
  void however_much_they_work_at_once() {
    for (int i = 0; i < 10; i++) {
      assertFalse(after(100, 400));
    }
  }

  private boolean after(int millis, int ofThemBusy) {
    clock.advance(Duration.ofMillis(millis));
    busyMillis.addAndGet(ofThemBusy);
    return compilers.haveCaughtUp();
  }
}
