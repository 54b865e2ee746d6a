package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  @Test
  void a_flapping_node_dies_and_lives_by_the_clock() {
    Faults faults = on("flap 3s 2s");
    assertTrue(faults.dead(NOW));
    assertEquals(Optional.of(Duration.ofSeconds(3)), faults.untilTurn(NOW));
    assertTrue(faults.dead(NOW.plusMillis(2999)));
    assertFalse(faults.dead(NOW.plusSeconds(3)));
    assertEquals(Optional.of(Duration.ofSeconds(1)), faults.untilTurn(NOW.plusSeconds(4)));
    assertTrue(faults.dead(NOW.plusSeconds(5)));
    assertFalse(faults.dead(NOW.plusSeconds(5 * 1000 + 4)));
  }

  @Test
  void a_refusing_node_does_not_listen_and_is_not_dead() {
    assertFalse(on("refuse").listening(NOW));
    assertFalse(on("refuse").dead(NOW));
    assertFalse(on("kill").listening(NOW));
    assertTrue(on("kill").dead(NOW));
    assertTrue(Faults.NONE.listening(NOW));
  }

  @Test
  void a_second_fault_of_a_kind_replaces_the_first() {
    assertEquals("lag 2, slow 5ms", on("slow 1ms", "lag 2", "slow 5ms").text());
    assertEquals("none", Faults.NONE.text());
  }

  private static Faults on(String... texts) {
    Faults faults = Faults.NONE;
    for (String text : texts) {
      faults = faults.with(new Faults.Active(Fault.parse(text), NOW, 100));
    }
    return faults;
  }
}
