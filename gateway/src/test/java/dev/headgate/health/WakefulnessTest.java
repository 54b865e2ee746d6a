package dev.headgate.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.judge.Observation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WakefulnessTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Observation SILENT =
      new Observation.Silent(
          Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")), START, "no answer", false);

  private static Instant after(double seconds) {
    return START.plus(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  private static Wakefulness awake() {
    return Wakefulness.of(HealthSettings.DEFAULTS, START);
  }

  @Test
  void a_probe_that_was_under_way_while_this_process_stood_still_tells_nothing() {
    Wakefulness woken = awake().turn(after(1)).turn(after(6));
    assertFalse(woken.counts(SILENT, after(1)));
    assertTrue(woken.counts(SILENT, after(6)), "began after");
  }

  @Test
  void a_turn_that_is_a_little_late_is_no_standstill() {
    Wakefulness woken = awake().turn(after(1)).turn(after(4));
    assertTrue(woken.counts(SILENT, after(1)));
    assertFalse(awake().turn(after(1)).turn(after(4.001)).counts(SILENT, after(1)));
  }
}
