package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Nodes that answer, but badly: slow, or only now and then. And what scores make of it.
class JudgeServiceTest {
  private static final long MILLI = 1_000_000;

  private static Story running(String... names) {
    Story story = Story.ethereum(names);
    story.probes();
    story.afterSeconds(60);
    return story;
  }

  // ---- slow

  @Test
  void an_active_node_that_becomes_many_times_slower_hands_over_and_says_by_what() {
    Story story = running("a", "b");
    story.node("a").latencyNanos = 400 * MILLI;
    story.afterSeconds(11);
    assertEquals("a", story.active(), "ten seconds are not over");
    story.afterSeconds(9);
    assertEquals("b", story.active());
    assertEquals("slow", story.latest().reason());
    assertEquals(
        "ethereum: b takes over from a, which is slow: 400 ms, usually 1 ms, b 1 ms",
        story.latest().sentence());
    assertEquals(10_000, story.latest().detectMillis());
    assertTrue(story.of("a").fit(), "it could still serve");
    assertEquals("slow: 400 ms, usually 1 ms, b 1 ms", story.reason("a"));
    assertTrue(story.now().standbyReady());
  }

  @Test
  void a_slow_node_returns_only_after_a_hold_of_being_its_old_self() {
    Story story = running("a", "b");
    story.node("a").latencyNanos = 400 * MILLI;
    story.afterSeconds(900);
    assertEquals("b", story.active(), "slowness never becomes usual");
    story.node("a").latencyNanos = 100 * MILLI;
    story.afterSeconds(900);
    assertEquals("b", story.active(), "better is not well");
    story.node("a").latencyNanos = 2 * MILLI;
    story.afterSeconds(290);
    assertEquals("b", story.active());
    story.afterSeconds(15);
    assertEquals("a", story.active());
    assertEquals(List.of(">a", "a>b", "b>a"), story.changes());
  }

  @Test
  void who_was_always_far_away_is_not_slow() {
    Story story = Story.ethereum("a", "b");
    story.node("a").latencyNanos = 500 * MILLI;
    story.probes();
    story.afterSeconds(900);
    assertEquals(1, story.changes().size());
  }

  @Test
  void when_all_become_slow_together_nothing_moves() {
    Story story = running("a", "b");
    story.node("a").latencyNanos = 500 * MILLI;
    story.node("b").latencyNanos = 400 * MILLI;
    story.afterSeconds(300);
    assertEquals(1, story.changes().size());
  }

  @Test
  void many_times_of_very_little_is_not_slow() {
    Story story = running("a", "b");
    story.node("a").latencyNanos = 60 * MILLI;
    story.afterSeconds(300);
    assertEquals(1, story.changes().size());
  }

  @Test
  void a_few_slow_seconds_are_not_slow() {
    Story story = running("a", "b");
    for (int i = 0; i < 20; i++) {
      story.node("a").latencyNanos = 900 * MILLI;
      story.afterSeconds(8);
      story.node("a").latencyNanos = MILLI;
      story.afterSeconds(20);
    }
    assertEquals(1, story.changes().size(), "" + story.changes());
  }

  @Test
  void calls_that_become_slow_count_where_another_node_answers_them_quickly() {
    Story story = running("a", "b");
    for (int second = 0; second < 40; second++) {
      story.traffic("a", 100, 0, 20);
      story.traffic("b", 10, 0, 22);
      story.afterSeconds(1);
    }
    for (int second = 0; second < 20; second++) {
      story.traffic("a", 100, 0, 300);
      story.traffic("b", 10, 0, 22);
      story.afterSeconds(1);
    }
    assertEquals("b", story.active());
    assertEquals("slow", story.latest().reason());
  }

  @Test
  void heavier_calls_than_before_do_not_make_a_node_slow_by_themselves() {
    Story story = running("a", "b");
    for (int second = 0; second < 200; second++) {
      story.traffic("a", 100, 0, second < 60 ? 5 : 600);
      story.afterSeconds(1);
    }
    assertEquals(1, story.changes().size());
  }

  // ---- errors

  @Test
  void a_node_that_fails_every_second_call_loses_its_place_though_probes_are_fine() {
    Story story = running("a", "b");
    story.traffic("a", 40, 20, 1);
    story.afterSeconds(1);
    assertEquals("b", story.active());
    assertEquals("errors", story.latest().reason());
    assertTrue(story.reason("a").contains(" % of "), story.reason("a"));
    assertTrue(story.reason("a").endsWith("attempts and probes failed in 30 s"));
    story.afterSeconds(20);
    assertFalse(story.of("a").fit());
    story.afterSeconds(15);
    assertTrue(story.of("a").fit(), story.reason("a"));
    story.afterSeconds(240);
    assertEquals("b", story.active());
    story.afterSeconds(70);
    assertEquals("a", story.active());
  }

  @Test
  void a_primary_that_loses_every_second_probe_is_caught_though_never_two_in_a_row() {
    Story story = running("a", "b");
    for (int flap = 0; flap < 60; flap++) {
      story.node("a").ends();
      story.afterSeconds(1);
      story.node("a").lives();
      story.afterSeconds(1);
    }
    assertEquals(List.of(">a", "a>b"), story.changes());
    assertEquals("errors", story.latest().reason());
  }

  @Test
  void errors_that_every_node_gives_move_nothing() {
    Story story = running("a", "b");
    for (int second = 0; second < 60; second++) {
      story.traffic("a", 40, 20, 1);
      story.traffic("b", 10, 5, 1);
      story.afterSeconds(1);
    }
    assertEquals(1, story.changes().size());
    assertEquals(2, story.now().fitCount());
  }

  @Test
  void a_tenth_of_failures_and_a_handful_of_calls_are_let_pass() {
    Story story = running("a", "b");
    for (int second = 0; second < 60; second++) {
      story.traffic("a", 100, 10, 1);
      story.afterSeconds(1);
    }
    assertEquals(1, story.changes().size());
    assertTrue(story.of("a").parts().success() < 0.95);
  }

  @Test
  void who_was_away_does_not_come_back_with_the_failures_of_its_absence() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(25);
    story.node("a").lives();
    story.afterSeconds(2);
    assertTrue(story.of("a").fit(), story.reason("a"));
  }

  // ---- what a standby can do

  @Test
  void a_standby_that_lacks_what_the_active_node_has_is_not_ready() {
    Story story = running("a", "b");
    story.says(new Observation.Lacks(story.node("b").node, story.clock.instant(), "trace_block"));
    story.turn();
    assertFalse(story.now().standbyReady());
    assertTrue(story.of("b").fit());
    assertEquals(List.of("trace_block"), story.of("b").lacks());
    story.says(new Observation.Lacks(story.node("a").node, story.clock.instant(), "trace_block"));
    story.turn();
    assertTrue(story.now().standbyReady(), "neither has it");
    story.afterSeconds(300);
    story.says(new Observation.Lacks(story.node("b").node, story.clock.instant(), "trace_block"));
    story.afterSeconds(301);
    assertFalse(story.now().standbyReady(), "the active node may have it by now");
    story.afterSeconds(300);
    assertTrue(story.now().standbyReady(), "so may the other");
  }

  @Test
  void a_standby_with_less_state_than_the_active_node_is_not_ready() {
    Story story = running("a", "b", "c");
    story.says(new Observation.StateWindow(story.node("b").node, story.clock.instant(), 100));
    story.turn();
    assertTrue(story.now().standbyReady());
    story.says(new Observation.StateWindow(story.node("a").node, story.clock.instant(), 10_000));
    story.turn();
    assertTrue(story.now().standbyReady(), "c may have it");
    assertEquals(List.of("state deeper than 100 blocks"), story.of("b").lacks());
    story.node("c").ends();
    story.afterSeconds(3);
    assertFalse(story.now().standbyReady());
  }

  // ---- scores

  @Test
  void the_score_is_the_product_of_its_parts() {
    Story story = running("a", "b");
    story.node("b").latencyNanos = 250 * MILLI;
    story.afterSeconds(10);
    assertEquals(0.5, story.of("b").parts().latency(), 1e-9);
    assertEquals(0.5, story.of("b").score(), 1e-9);
    story.node("b").freezes();
    story.afterSeconds(300);
    assertEquals(0, story.of("b").score());
    assertEquals(0.5, story.of("b").parts().latency(), 1e-9);
  }

  @Test
  void standbys_are_ordered_by_score_but_the_active_node_stays() {
    Story story = running("a", "b", "c");
    assertEquals(List.of("a", "b", "c"), story.order());
    story.node("a").latencyNanos = 90 * MILLI;
    story.node("b").latencyNanos = 80 * MILLI;
    story.afterSeconds(3);
    assertEquals(List.of("a", "b", "c"), story.order(), "not by one moment");
    story.afterSeconds(30);
    assertEquals(List.of("a", "c", "b"), story.order());
    story.node("c").latencyNanos = 85 * MILLI;
    story.afterSeconds(60);
    assertEquals(List.of("a", "c", "b"), story.order(), "not by a hair");
    story.node("a").ends();
    story.afterSeconds(3);
    assertEquals("c", story.active());
  }

  @Test
  void the_evidence_of_a_failover_is_kept_with_it() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(300);
    Failover failover = story.latest();
    assertEquals(2, failover.evidence().size());
    NodeHealth left = failover.evidence().getFirst();
    assertEquals("a", left.node().name());
    assertEquals("unreachable: connection refused (2 probes)", left.verdict().reason());
    assertTrue(failover.evidence().getLast().fit());
  }

  @Test
  void calls_of_a_node_that_went_away_are_not_held_against_it_later() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(3);
    story.traffic("a", 500, 500, 0);
    story.node("a").lives();
    story.after(Duration.ofSeconds(3));
    assertTrue(story.of("a").fit(), story.reason("a"));
  }

  @Test
  void what_a_standby_said_in_its_trouble_that_it_lacks_is_forgotten() {
    Story story = Story.ethereum("a", "b");
    story.probes();
    story.afterSeconds(10);
    story.node("b").dies("answered with error -32601 to eth_chainId");
    story.says(
        new Observation.Lacks(story.node("b").node, story.clock.instant(), "eth_blockNumber"));
    story.afterSeconds(3);
    assertEquals(List.of("eth_blockNumber"), story.of("b").lacks());
    story.node("b").lives();
    story.afterSeconds(5);
    assertEquals(List.of(), story.of("b").lacks());
    assertTrue(story.now().standbyReady());
  }
}
