package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forks and reorganisations, and a chain that stands still.
class JudgeForkTest {

  private static Story running(String... names) {
    Story story = Story.ethereum(names);
    story.probes();
    story.afterSeconds(30);
    return story;
  }

  private static boolean everForked(Story story) {
    return story.pictures.stream().anyMatch(ChainHealth::forked);
  }

  @Test
  void of_two_nodes_on_different_forks_the_primary_keeps_its_side() {
    Story story = running("a", "b");
    story.node("b").forks("b");
    story.afterSeconds(600);
    assertEquals(1, story.changes().size(), "" + story.changes());
    assertTrue(story.now().forked());
    assertTrue(story.of("a").fit());
    assertTrue(story.reason("b").startsWith("on another fork: block 2100000"), story.reason("b"));
    assertFalse(story.now().standbyReady());
    story.node("b").rejoins();
    story.afterSeconds(1);
    assertTrue(story.of("b").fit(), story.reason("b"));
    assertFalse(story.now().forked());
  }

  @Test
  void a_primary_that_left_with_everyone_else_against_it_loses_its_place_once() {
    Story story = running("a", "b", "c");
    story.node("a").forks("a");
    story.afterSeconds(1200);
    assertEquals("b", story.active());
    assertEquals("fork", story.latest().reason());
    assertEquals(2, story.changes().size(), "" + story.changes());
    story.node("a").rejoins();
    story.afterSeconds(310);
    assertEquals("a", story.active());
  }

  @Test
  void a_fork_that_grows_faster_wins_nothing_by_it() {
    Story story = running("a", "b");
    story.node("b").forks("b");
    for (int block = 0; block < 40; block++) {
      story.node("b").ahead++;
      story.afterSeconds(12);
    }
    assertTrue(story.changes().size() <= 3, "" + story.changes());
    assertEquals("a", story.active());
    assertTrue(story.of("a").fit());
  }

  @Test
  void two_against_one_that_come_and_go_do_not_throw_the_traffic_to_and_fro() {
    Story story = running("a", "b", "c");
    story.node("a").forks("a");
    story.afterSeconds(120);
    assertEquals("b", story.active());
    for (int i = 0; i < 20; i++) {
      story.node("c").ends();
      story.afterSeconds(30);
      story.node("c").lives();
      story.afterSeconds(30);
    }
    assertEquals("b", story.active());
    assertEquals(2, story.changes().size(), "" + story.changes());
  }

  @Test
  void an_outcast_stays_one_while_the_kept_side_is_away_and_then_serves_degraded() {
    Story story = running("a", "b");
    story.node("b").forks("b");
    story.afterSeconds(60);
    story.node("a").ends();
    story.afterSeconds(60);
    assertEquals("b", story.active());
    assertTrue(story.now().degraded());
    assertTrue(story.reason("b").startsWith("on another fork"), story.reason("b"));
    story.node("a").lives();
    story.afterSeconds(2);
    assertEquals("a", story.active());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 64})
  void a_reorganisation_that_both_follow_within_a_second_is_no_fork(long depth) {
    Story story = running("a", "b");
    story.afterSeconds(900);
    story.node("a").reorgs(depth, "new");
    story.afterSeconds(1);
    story.node("b").reorgs(depth, "new");
    story.afterSeconds(120);
    assertFalse(everForked(story));
    assertEquals(1, story.changes().size());
    assertEquals(2, story.now().fitCount());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 64})
  void a_node_that_follows_a_reorganisation_late_is_fit_again_when_it_has(long depth) {
    Story story = running("a", "b");
    story.afterSeconds(900);
    story.node("a").reorgs(depth, "new");
    story.afterSeconds(100);
    story.node("b").fork = "new";
    story.node("b").forkedAbove = story.node("a").forkedAbove;
    story.afterSeconds(1);
    assertTrue(story.of("b").fit(), story.reason("b"));
    assertFalse(story.now().forked());
    assertEquals(1, story.changes().size(), "" + story.changes());
  }

  @Test
  void a_race_of_one_or_two_blocks_is_no_fork() {
    Story story = running("a", "b");
    for (int race = 0; race < 10; race++) {
      story.node("b").forks("race" + race);
      story.afterSeconds(race % 2 == 0 ? 12 : 24);
      story.node("b").rejoins();
      story.afterSeconds(36);
    }
    assertFalse(everForked(story));
    assertEquals(1, story.changes().size());
  }

  @Test
  void a_primary_stuck_on_an_orphan_has_no_vote_and_is_left_as_ever() {
    Story story = running("a", "b");
    story.node("a").forks("orphan");
    story.afterSeconds(12);
    story.node("a").freezes();
    story.afterSeconds(300);
    assertEquals("b", story.active());
    assertTrue(story.of("b").fit());
    assertEquals("handover", story.latest().reason());
  }

  @Test
  void a_fast_chain_seen_only_now_and_then_shows_its_forks_too() {
    Story story =
        Story.of(
            OptionalLong.of(1),
            Duration.ofMillis(250),
            HealthSettings.DEFAULTS.withLag(120, Duration.ofSeconds(30)),
            "a",
            "b");
    story.probes();
    story.afterSeconds(60);
    story.node("b").forks("b");
    story.afterSeconds(10);
    assertTrue(story.now().forked());
    assertEquals("a", story.active());
  }

  // ---- all stalled

  @Test
  void a_chain_that_stands_still_is_said_to_and_nothing_moves() {
    Story story = running("a", "b");
    story.chainHalts();
    story.afterSeconds(100);
    assertFalse(story.now().stalled(), "ten blocks' time is not over");
    story.afterSeconds(60);
    assertTrue(story.now().stalled());
    assertFalse(story.now().degraded());
    assertEquals(2, story.now().fitCount());
    story.afterSeconds(3600);
    assertEquals(1, story.changes().size());
    story.chainGoesOn();
    story.afterSeconds(15);
    assertFalse(story.now().stalled());
    assertEquals(1, story.changes().size());
  }

  @Test
  void one_node_that_stands_still_is_no_stalled_chain() {
    Story story = running("a", "b");
    story.node("a").freezes();
    story.afterSeconds(600);
    assertTrue(story.pictures.stream().noneMatch(ChainHealth::stalled));
  }
}
