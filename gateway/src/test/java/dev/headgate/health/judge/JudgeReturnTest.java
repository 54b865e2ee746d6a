package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Leave at once, return late: holds, flaps, probation, and the way back when all were down.
class JudgeReturnTest {
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private static Story running(HealthSettings settings, String... names) {
    Story story = Story.of(OptionalLong.of(1), Duration.ofSeconds(12), settings, names);
    story.probes();
    story.afterSeconds(30);
    return story;
  }

  private static HealthSettings failback(long seconds) {
    return HealthSettings.DEFAULTS.returning(
        Duration.ofSeconds(seconds), HealthSettings.DEFAULTS.flapWindow());
  }

  /// The primary fails and comes back to life.
  ///
  /// @return seconds from then until it serves again
  private static long outage(Story story) {
    story.node("a").ends();
    story.afterSeconds(5);
    assertEquals("b", story.active());
    story.node("a").lives();
    for (long second = 1; second < 10_000; second++) {
      story.afterSeconds(1);
      if (story.active().equals("a")) {
        return second;
      }
    }
    throw new AssertionError("never came back");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 300", "3, 300", "30, 300", "1, 10", "3, 10", "30, 10", "17, 10", "45, 2", "30, 0"
  })
  void a_flapping_primary_makes_at_most_three_changes_in_five_minutes(long half, long failback) {
    Story story = running(failback(failback), "a", "b");
    for (int flap = 0; flap < 1800 / (2 * half); flap++) {
      story.node("a").ends();
      story.afterSeconds(half);
      story.node("a").lives();
      story.afterSeconds(half);
    }
    long most = story.mostChangesWithin(FIVE_MINUTES);
    assertTrue(most <= 3, most + ": " + story.now().failovers());
    assertTrue(story.changes().contains("a>b"), "left at all");
    assertFalse(story.now().degraded());
  }

  @Test
  void one_failure_costs_one_hold_and_then_the_return_takes_seconds() {
    Story story = running(failback(10), "a", "b");
    long back = outage(story);
    assertTrue(back >= 11 && back <= 13, "" + back);
  }

  @Test
  void the_hold_doubles_with_each_flap_up_to_eightfold() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    long[] holds = {300, 600, 1200, 2400, 2400};
    for (long hold : holds) {
      long back = outage(story);
      assertTrue(back >= hold && back <= hold + 3, back + " instead of " + hold);
      story.afterSeconds(60);
    }
  }

  @Test
  void no_hold_is_longer_than_an_hour() {
    Story story = running(failback(1800), "a", "b");
    outage(story);
    outage(story);
    long third = outage(story);
    assertTrue(third >= 3600 && third <= 3603, "" + third);
  }

  @Test
  void a_quiet_period_takes_one_doubling_away() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    outage(story);
    outage(story);
    outage(story);
    story.afterSeconds(310);
    long fourth = outage(story);
    assertTrue(fourth >= 1200 && fourth <= 1203, "three, less one, and one more: " + fourth);
    story.afterSeconds(4 * 3600);
    long fifth = outage(story);
    assertTrue(fifth <= 303, "all forgotten: " + fifth);
  }

  @Test
  void who_relapses_on_probation_has_flapped_however_long_ago_the_last_time_was() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    story.node("a").ends();
    story.afterSeconds(3600);
    story.node("a").lives();
    story.afterSeconds(310);
    assertEquals("a", story.active());
    long second = outage(story);
    assertTrue(second >= 600, "" + second);
  }

  @Test
  void a_standby_that_gave_way_has_lost_nothing() {
    Story story = running(failback(10), "a", "b");
    outage(story);
    assertEquals(Optional.empty(), memory(story, "b").past().leftAt());
    assertEquals(1, memory(story, "a").past().hold().losses());
  }

  private static NodeMemory memory(Story story, String name) {
    return story.state.nodes().stream()
        .filter(n -> n.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void with_a_window_of_zero_every_return_takes_the_same() {
    Story story =
        running(HealthSettings.DEFAULTS.returning(Duration.ofSeconds(10), Duration.ZERO), "a", "b");
    for (int i = 0; i < 6; i++) {
      assertTrue(outage(story) <= 13);
    }
  }

  @Test
  void trust_grows_over_half_a_minute_from_the_return() {
    Story story = running(failback(10), "a", "b");
    assertEquals(100, story.of("a").weight());
    story.node("a").ends();
    story.afterSeconds(5);
    assertEquals(0, story.of("a").weight());
    assertEquals(100, story.of("b").weight());
    story.node("a").lives();
    while (!story.active().equals("a")) {
      story.afterSeconds(1);
    }
    assertTrue(story.of("a").weight() < 60, "" + story.of("a").weight());
    story.afterSeconds(15);
    int half = story.of("a").weight();
    assertTrue(half >= 50 && half <= 60, "" + half);
    story.afterSeconds(16);
    assertEquals(100, story.of("a").weight());
  }

  @Test
  void when_all_were_down_the_first_good_probe_serves_again() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    story.node("a").ends();
    story.node("b").ends();
    story.afterSeconds(60);
    assertTrue(story.now().degraded());
    assertEquals(10, story.of("a").weight(), "the least bad one");
    story.node("b").lives();
    story.afterSeconds(1);
    assertEquals("b", story.active());
    assertFalse(story.now().degraded());
    story.node("a").lives();
    story.afterSeconds(1);
    assertFalse(story.of("a").fit(), "the second has time to rise");
    story.afterSeconds(1);
    assertTrue(story.of("a").fit());
  }

  // ---- this process itself stood still

  @Test
  void after_five_seconds_of_our_own_sleep_nobody_is_ejected_whoever_speaks_first() {
    for (boolean primaryFirst : new boolean[] {true, false}) {
      Story story = running(HealthSettings.DEFAULTS, "a", "b");
      // b has a block that a is about to get.
      while (story.of("b").lagMillis() > 0 || story.clock.instant().getEpochSecond() % 12 != 11) {
        story.afterSeconds(1);
      }
      story.clock.advance(Duration.ofSeconds(1));
      story.node("b").probed();
      story.turn();
      story.sleeps(5);
      assertEquals("a", story.active());
      for (String name : primaryFirst ? new String[] {"a", "b"} : new String[] {"b", "a"}) {
        story.clock.advance(Duration.ofMillis(200));
        story.node(name).probed();
        story.turn();
        assertEquals("a", story.active());
        assertEquals(2, story.now().fitCount());
      }
      story.afterSeconds(30);
      assertEquals(1, story.changes().size(), "" + story.changes());
    }
  }

  @Test
  void after_a_minute_of_sleep_on_a_fast_chain_nobody_lags_by_what_we_missed() {
    HealthSettings fast = HealthSettings.DEFAULTS.withLag(120, Duration.ofSeconds(30));
    Story story = Story.of(OptionalLong.of(1), Duration.ofMillis(250), fast, "a", "b");
    story.probes();
    story.afterSeconds(60);
    story.sleeps(60);
    story.node("b").probed();
    story.turn();
    assertEquals("a", story.active());
    assertEquals(2, story.now().fitCount());
    assertFalse(story.now().stalled());
    story.clock.advance(Duration.ofMillis(300));
    story.node("a").probed();
    story.turn();
    assertEquals(2, story.now().fitCount());
    story.afterSeconds(10);
    assertEquals(1, story.changes().size());
  }

  @Test
  void a_node_that_died_while_we_slept_is_left_all_the_same() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    story.node("a").dies("no answer within 1 s");
    story.sleeps(5);
    story.afterSeconds(3);
    assertEquals("b", story.active());
  }

  @Test
  void a_breaker_that_opened_over_our_own_sleep_and_is_closed_again_moved_nothing() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    story.sleeps(5);
    story.breaker("a", BreakerState.OPEN, "5 failures in a row, the last: no answer in time");
    assertEquals("a", story.active());
    story.breaker("a", BreakerState.CLOSED, "");
    story.afterSeconds(10);
    assertEquals(1, story.changes().size());
  }

  @Test
  void a_node_whose_clock_is_an_hour_off_wins_and_loses_nothing() {
    for (long hours : new long[] {1, -1}) {
      Story story = running(HealthSettings.DEFAULTS.withLag(3, Duration.ofSeconds(150)), "a", "b");
      story.node("b").timestampsOff = Duration.ofHours(hours);
      story.afterSeconds(300);
      assertEquals(1, story.changes().size(), "" + story.changes());
      assertEquals(2, story.now().fitCount(), story.reason("a") + story.reason("b"));
      story.node("a").late = Duration.ofSeconds(50);
      story.afterSeconds(1);
      assertTrue(story.of("a").fit(), story.reason("a"));
    }
  }

  @Test
  void breakers_that_try_a_call_move_nothing_among_nodes_that_are_all_dead() {
    Story story = Story.ethereum("a", "b");
    story.afterSeconds(60);
    story.node("a").ends();
    story.node("b").ends();
    story.afterSeconds(5);
    int before = story.changes().size();
    for (int i = 0; i < 10; i++) {
      story.breaker("a", BreakerState.OPEN, "5 failures in a row");
      story.breaker("b", BreakerState.HALF_OPEN, "tries again");
      story.afterSeconds(5);
      story.breaker("a", BreakerState.HALF_OPEN, "tries again");
      story.breaker("b", BreakerState.OPEN, "5 failures in a row");
      story.afterSeconds(5);
    }
    assertEquals(before, story.changes().size(), story.changes().toString());
  }

  @Test
  void the_picture_says_that_it_is_from_before_our_sleep_until_all_were_asked_anew() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b");
    assertFalse(story.now().drowsy());
    // Asked before we slept, answered only now.
    story.node("a").latencyNanos = Duration.ofSeconds(6).toNanos();
    story.sleeps(5);
    assertTrue(story.now().drowsy());
    story.clock.advance(Duration.ofMillis(100));
    story.node("a").probed();
    story.node("b").probed();
    story.turn();
    assertTrue(story.now().drowsy(), "what a says is as old as its question");
    story.node("a").latencyNanos = Duration.ofMillis(1).toNanos();
    story.clock.advance(Duration.ofMillis(100));
    story.node("a").probed();
    story.turn();
    assertFalse(story.now().drowsy());
  }

  @Test
  void a_standby_that_begins_to_run_ahead_while_we_sleep_is_not_believed() {
    Story story =
        Story.of(OptionalLong.of(1), Duration.ofSeconds(1), HealthSettings.DEFAULTS, "a", "b");
    story.probes();
    story.afterSeconds(60);
    story.node("b").ahead = 1000;
    story.sleeps(5);
    for (String name : new String[] {"b", "a"}) {
      story.clock.advance(Duration.ofMillis(10));
      story.node(name).probed();
      story.turn();
    }
    assertEquals(story.node("a").number(), story.now().tip().orElseThrow(), story.reason("b"));
    story.afterSeconds(5);
    assertEquals("a", story.active());
    assertEquals(1, story.changes().size());
  }

  @Test
  void a_standby_that_refused_its_latest_probe_is_given_no_place() {
    Story story = running(HealthSettings.DEFAULTS, "a", "b", "c");
    story.node("b").ends();
    story.afterSeconds(1);
    assertTrue(story.of("b").fit(), "one probe takes nobody out");
    assertEquals(List.of("a", "c"), story.now().order().stream().map(Node::name).toList());
    Decision refused = story.order(story.switchover("b"));
    assertEquals(Decision.Kind.REFUSED, refused.kind());
    assertTrue(refused.sentence().contains("connection refused"), refused.sentence());
    story.breaker("a", BreakerState.OPEN, "5 failures in a row");
    assertEquals("c", story.active());
  }
}
