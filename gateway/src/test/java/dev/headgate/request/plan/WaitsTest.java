package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HedgeDelay;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {
  private static long learned(int answers, long millis) {
    LatencyQuantile latency = new LatencyQuantile();
    for (int i = 0; i < answers; i++) {
      latency.add(Duration.ofMillis(millis).toNanos());
    }
    return Duration.ofNanos(Waits.hedge(new HedgeDelay.Auto(), latency)).toMillis();
  }

  @Test
  void a_hedge_comes_a_quarter_after_the_slowest_hundredth() {
    assertTrue(learned(100, 100) >= 125 && learned(100, 100) <= 150, "" + learned(100, 100));
  }

  @Test
  void a_node_that_is_hardly_known_is_given_fifty_milliseconds() {
    assertEquals(50, learned(19, 400));
  }

  @Test
  void no_hedge_comes_too_soon_or_too_late() {
    assertEquals(5, learned(100, 1));
    assertEquals(500, learned(100, 4000));
  }

  @Test
  void a_fixed_delay_is_kept_and_none_is_never() {
    HedgeDelay fixed = new HedgeDelay.After(Duration.ofMillis(7));
    assertEquals(Duration.ofMillis(7).toNanos(), Waits.hedge(fixed, new LatencyQuantile()));
    assertEquals(Waits.NEVER, Waits.hedge(new HedgeDelay.Off(), new LatencyQuantile()));
  }

  @Test
  void a_second_node_is_looked_for_again_after_pauses_that_grow_and_are_bounded() {
    assertEquals(5, hedgeAgain(0));
    assertEquals(10, hedgeAgain(5));
    assertEquals(100, hedgeAgain(50));
    assertEquals(2100, hedgeAgain(2000));
  }

  private static long hedgeAgain(long millis) {
    return Duration.ofNanos(Waits.hedgeAgain(Duration.ofMillis(millis).toNanos())).toMillis();
  }

  @Test
  void patience_is_by_what_the_call_may_take() {
    assertEquals(
        Duration.ofSeconds(2).toNanos(), Waits.patience(Patience.DEFAULTS, true, false, true));
    assertEquals(
        Duration.ofSeconds(10).toNanos(), Waits.patience(Patience.DEFAULTS, true, false, false));
    assertEquals(Waits.NEVER, Waits.patience(Patience.DEFAULTS, false, false, true));
  }

  @Test
  void a_timer_that_is_a_second_late_tells_that_this_process_stood_still() {
    assertEquals(0, Waits.overslept(5_000_000_000L, 5_000_000_000L));
    assertEquals(0, Waits.overslept(5_000_000_000L, 5_999_999_999L), "a busy loop");
    assertEquals(1_000_000_000L, Waits.overslept(5_000_000_000L, 6_000_000_000L));
  }
}
