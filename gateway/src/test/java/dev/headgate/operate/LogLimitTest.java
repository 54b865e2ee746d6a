package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Which events of a flood are let pass.
class LogLimitTest {
  private final LogLimit limit = new LogLimit();
  private int passed;
  private long toldLeftOut;

  private void events(int count, long millis) {
    for (int i = 0; i < count; i++) {
      long before = limit.admit(millis);
      passed += before >= 0 ? 1 : 0;
      toldLeftOut += Math.max(0, before);
    }
  }

  @Test
  void a_few_events_pass_all() {
    events(LogLimit.MOST, 5_000);
    assertEquals(LogLimit.MOST, passed);
    assertEquals(0, toldLeftOut);
  }

  @Test
  void a_flood_passes_at_its_rate_and_says_what_was_left_out() {
    for (int second = 0; second < 10; second++) {
      events(10_000, 1_000L * second);
    }
    assertEquals(10 * LogLimit.MOST, passed);
    events(1, 10_000);
    assertEquals(10 * (10_000 - LogLimit.MOST), toldLeftOut);
  }

  @Test
  void a_clock_that_steps_back_stops_nothing() {
    events(1_000, 3_600_000);
    events(LogLimit.MOST, 0);
    assertEquals(2 * LogLimit.MOST, passed);
  }
}
