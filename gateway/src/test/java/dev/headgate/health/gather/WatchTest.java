package dev.headgate.health.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

  private static Instant second(double seconds) {
    return START.plusMillis((long) (seconds * 1000));
  }

  private static Watch subscribed() {
    return Watch.NOTHING.subscribe();
  }

  @Test
  void two_polls_in_a_row_that_are_ahead_of_the_pushes_find_it_mute() {
    Watch watch = subscribed().push(100).poll(101, second(0));
    assertFalse(watch.isMute(second(0)));
    watch = watch.poll(102, second(1));
    assertTrue(watch.isMute(second(1)));
  }

  @Test
  void pushes_that_come_a_little_after_the_polls_are_no_fault() {
    Watch watch = subscribed().push(100);
    for (int i = 1; i < 50; i++) {
      watch = watch.poll(100 + i, second(i));
      assertFalse(watch.isMute(second(i)), "poll " + i);
      watch = watch.push(100 + i);
    }
  }

  @Test
  void two_polls_at_nearly_the_same_time_prove_nothing() {
    Watch watch = subscribed().push(100).poll(101, second(0)).poll(102, second(0.4));
    assertFalse(watch.isMute(second(0.4)));
    assertTrue(watch.poll(102, second(0.5)).isMute(second(0.5)));
  }

  @Test
  void a_quiet_chain_is_no_mute_socket() {
    Watch watch = subscribed();
    for (int i = 0; i < 100; i++) {
      watch = watch.poll(100, second(i));
      assertFalse(watch.isMute(second(i)));
    }
  }

  @Test
  void what_was_there_before_the_subscription_is_not_waited_for() {
    Watch watch = subscribed().poll(100, second(0)).poll(101, second(1));
    assertFalse(watch.isMute(second(1)), "the first new head");
    assertTrue(watch.poll(101, second(2)).isMute(second(2)));
  }

  @Test
  void a_head_that_was_seen_by_mistake_is_not_waited_for() {
    Watch watch = subscribed().push(100).poll(1100, second(0)).poll(100, second(1));
    assertFalse(watch.isMute(second(1)));
  }

  @Test
  void without_a_subscription_nothing_is_expected() {
    Watch watch = Watch.NOTHING.poll(100, second(0)).poll(101, second(1)).poll(102, second(2));
    assertEquals(Watch.NOTHING, watch);
  }

  @Test
  void after_a_mute_connection_only_a_push_makes_it_up_again() {
    assertTrue(subscribed().up());
    Watch doubted = subscribed().doubt().lose().subscribe();
    assertFalse(doubted.up());
    assertFalse(doubted.lose().subscribe().up());
    assertTrue(doubted.push(1).up());
    assertTrue(doubted.push(1).lose().subscribe().up());
  }
}
