package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// For how long calls are held back after a standstill.
class AwakeningTest {
  private final Awakening awakening = new Awakening(2000);

  @Test
  void what_is_new_holds_nobody() {
    assertFalse(awakening.holds(false, 0));
  }

  @Test
  void what_is_old_holds_everybody_for_a_while_in_all() {
    assertTrue(awakening.holds(true, 5000));
    assertTrue(awakening.holds(true, 6999), "who comes later waits no longer");
    assertFalse(awakening.holds(true, 7000));
    assertFalse(awakening.holds(true, 1_000_000), "a judge that never speaks again stops nobody");
  }

  @Test
  void each_standstill_counts_anew() {
    awakening.holds(true, 5000);
    awakening.holds(false, 5100);
    assertTrue(awakening.holds(true, 9000));
    assertFalse(awakening.holds(true, 11_000));
  }
}
