package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final SocketSettings SETTINGS = SocketSettings.DEFAULTS;

  @Test
  void the_first_retry_is_fast_and_the_later_ones_double_up_to_half_a_minute() {
    List<Long> pauses = new ArrayList<>();
    Backoff backoff = Backoff.NONE;
    for (int i = 0; i < 9; i++) {
      backoff = backoff.failed();
      pauses.add(backoff.pause(SETTINGS, 0.5).toMillis());
    }
    assertEquals(List.of(200L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L), pauses);
  }

  @Test
  void after_any_number_of_failures_the_pause_is_the_longest() {
    Backoff backoff = Backoff.NONE;
    for (int i = 0; i < 1000; i++) {
      backoff = backoff.failed();
    }
    assertEquals(Duration.ofSeconds(30), backoff.pause(SETTINGS, 0.5));
  }

  @Test
  void gateways_come_back_a_fifth_sooner_or_later() {
    Backoff second = Backoff.NONE.failed().failed();
    assertEquals(Duration.ofMillis(800), second.pause(SETTINGS, 0));
    assertEquals(Duration.ofMillis(1200), second.pause(SETTINGS, 1));
  }
}
