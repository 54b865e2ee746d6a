package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What the judge concludes, story by story.
class JudgeTest {

  private static Story running(String... names) {
    Story story = Story.ethereum(names);
    story.probes();
    story.afterSeconds(30);
    return story;
  }

  private static HealthSettings arbitrum() {
    HealthSettings d = HealthSettings.DEFAULTS;
    return new HealthSettings(
        d.probeInterval(),
        d.probeTimeout(),
        d.fall(),
        d.rise(),
        d.handover(),
        120,
        Duration.ofSeconds(30),
        d.failbackAfter());
  }

  // ---- the start

  @Test
  void nothing_is_judged_before_the_first_answer() {
    Story story = Story.ethereum("a", "b");
    ChainHealth health = story.turn();
    assertFalse(health.judged());
    assertFalse(health.servable());
    assertEquals(List.of(), health.order());
    assertEquals(Judge.NOT_YET_SEEN, story.reason("a"));
  }

  @Test
  void one_good_probe_of_each_is_enough_to_begin() {
    Story story = Story.ethereum("a", "b");
    ChainHealth health = story.probes();
    assertTrue(health.judged());
    assertEquals("a", story.active());
    assertEquals(List.of("a", "b"), story.order());
    assertEquals(2, health.fitCount());
    assertTrue(health.standbyReady());
    assertFalse(health.degraded());
    assertEquals(OptionalLong.of(Story.FIRST_BLOCK), health.tip());
    assertEquals("ethereum: a serves", story.latest().sentence());
    assertEquals("start", story.latest().reason());
  }

  @Test
  void a_standby_that_answers_first_waits_for_the_primary() {
    Story story = Story.ethereum("a", "b");
    story.node("b").probed();
    assertFalse(story.turn().judged());
    assertEquals("nobody", story.active());
    story.node("a").probed();
    story.turn();
    assertEquals("a", story.active());
    assertEquals(List.of(">a"), story.changes());
  }

  @Test
  void a_standby_serves_from_the_start_when_the_primary_is_down() {
    Story story = Story.ethereum("a", "b");
    story.node("a").ends();
    story.probes();
    assertEquals("b", story.active());
    assertEquals(
        "ethereum: b serves instead of a, which is unreachable: connection refused (1 probe), from"
            + " the start",
        story.latest().sentence());
  }

  @Test
  void with_every_node_down_at_the_start_nobody_serves_until_one_comes() {
    Story story = Story.ethereum("a", "b");
    story.node("a").ends();
    story.node("b").dies("no answer within 1 s");
    story.probes();
    ChainHealth health = story.afterSeconds(10);
    assertTrue(health.judged());
    assertFalse(health.servable());
    assertEquals(List.of(), health.order());
    story.node("b").lives();
    story.afterSeconds(1);
    assertEquals("b", story.active());
  }

  @Test
  void a_primary_that_is_hours_behind_at_the_start_does_not_serve() {
    Story story = Story.ethereum("a", "b");
    story.node("a").late = Duration.ofHours(3);
    story.probes();
    assertEquals("b", story.active());
    assertTrue(story.reason("a").startsWith("lags 900 blocks, "), story.reason("a"));
  }

  // ---- reachable or not

  @Test
  void a_primary_that_refuses_connections_loses_its_place_after_two_probes() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(1);
    assertEquals("a", story.active());
    assertEquals("failed its latest probe: connection refused (1 probe)", story.reason("a"));
    story.afterSeconds(1);
    assertEquals("b", story.active());
    Failover failover = story.latest();
    assertEquals(
        "ethereum: b takes over from a, which is unreachable: connection refused (2 probes)",
        failover.sentence());
    assertEquals("unreachable", failover.reason());
    assertEquals(1000, failover.detectMillis());
    assertFalse(story.of("a").reachable());
    assertEquals(List.of("b"), story.order());
    assertEquals(1, story.now().fitCount());
    assertFalse(story.now().standbyReady());
  }

  @Test
  void who_ended_gets_no_call_before_it_has_said_whose_chain_it_is() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.node("b").ends();
    story.afterSeconds(2);
    assertEquals("a", story.active());
    assertEquals(List.of(), story.order());
    story.node("a").chainId = 5;
    story.node("a").lives();
    story.breaker("a", BreakerState.HALF_OPEN, "");
    assertEquals(List.of(), story.order());
    story.afterSeconds(1);
    assertEquals(List.of(), story.order());
    story.node("b").lives();
    story.afterSeconds(1);
    assertEquals(List.of("b"), story.order());
    assertEquals("b", story.active());
  }

  @Test
  void who_ended_while_it_hung_gets_no_call_either() {
    Story story = running("a", "b");
    story.node("a").dies("no answer within 1 s");
    story.afterSeconds(3);
    assertEquals(List.of("b", "a"), story.order());
    story.node("a").ends();
    story.afterSeconds(1);
    assertEquals(List.of("b"), story.order());
  }

  @Test
  void a_hung_primary_is_left_and_comes_back_only_after_rise_and_long_after() {
    Story story = running("a", "b");
    story.node("a").dies("no answer within 1 s");
    story.afterSeconds(3);
    assertEquals("b", story.active());
    story.node("a").lives();
    story.afterSeconds(1);
    assertEquals("back for 1 of 2 probes", story.reason("a"));
    story.afterSeconds(1);
    assertTrue(story.of("a").fit());
    story.afterSeconds(298);
    assertEquals("b", story.active());
    story.afterSeconds(3);
    assertEquals("a", story.active());
    assertEquals("failback", story.latest().reason());
    assertEquals("ethereum: a takes over again from b, being long fit", story.latest().sentence());
  }

  @Test
  void one_lost_probe_changes_nothing() {
    Story story = running("a", "b");
    story.node("a").dies("no answer within 1 s");
    story.afterSeconds(1);
    story.node("a").lives();
    story.afterSeconds(60);
    assertEquals(List.of(">a"), story.changes());
  }

  @Test
  void a_returned_primary_is_taken_at_once_when_the_standby_fails() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(5);
    story.node("a").lives();
    story.afterSeconds(10);
    assertEquals("b", story.active());
    story.node("b").ends();
    story.afterSeconds(2);
    assertEquals("a", story.active());
  }

  @Test
  void two_primaries_are_equals_and_the_second_keeps_what_it_got() {
    Story story = running("a1", "a2", "b");
    story.node("a1").ends();
    story.afterSeconds(2);
    assertEquals("a2", story.active());
    story.node("a1").lives();
    story.afterSeconds(900);
    assertEquals("a2", story.active());
  }

  // ---- the breaker

  @Test
  void an_open_breaker_makes_a_node_unfit_at_once() {
    Story story = running("a", "b");
    story.breaker("a", BreakerState.OPEN, "5 failures in a row, the last: connection refused");
    assertEquals("b", story.active());
    assertEquals(
        "breaker open: 5 failures in a row, the last: connection refused", story.reason("a"));
    assertEquals("breaker", story.latest().reason());
    assertEquals(
        "ethereum: b takes over from a, whose breaker is open: 5 failures in a row, the last:"
            + " connection refused",
        story.latest().sentence());
    assertEquals(0, story.of("a").score());
  }

  @Test
  void a_node_whose_probes_answer_stays_unfit_while_its_breaker_is_open() {
    Story story = running("a", "b");
    story.breaker("a", BreakerState.OPEN, "60 % of 40 calls failed");
    story.afterSeconds(400);
    assertEquals("b", story.active());
    assertFalse(story.of("a").fit());
  }

  @Test
  void a_half_open_breaker_is_still_unfit_but_stays_in_the_order() {
    Story story = running("a", "b");
    story.breaker("a", BreakerState.OPEN, "5 failures in a row");
    story.afterSeconds(5);
    story.breaker("a", BreakerState.HALF_OPEN, "");
    assertEquals("breaker half-open: 5 failures in a row", story.reason("a"));
    assertEquals(List.of("b", "a"), story.order());
    story.breaker("a", BreakerState.CLOSED, "");
    assertTrue(story.of("a").fit());
  }

  @Test
  void after_its_breaker_was_open_a_node_must_say_again_whose_chain_it_is() {
    Story story = running("a", "b");
    story.breaker("a", BreakerState.OPEN, "5 failures in a row");
    story.breaker("a", BreakerState.CLOSED, "");
    assertEquals("chain id not yet verified", story.reason("a"));
    story.afterSeconds(1);
    assertTrue(story.of("a").fit());
  }

  @Test
  void when_every_breaker_is_open_the_active_node_keeps_its_place_degraded() {
    Story story = running("a", "b");
    story.breaker("b", BreakerState.OPEN, "5 failures in a row");
    story.breaker("a", BreakerState.OPEN, "5 failures in a row");
    assertEquals("a", story.active());
    assertTrue(story.now().degraded());
    assertEquals(List.of("a", "b"), story.order());
    assertEquals(0, story.now().fitCount());
  }

  // ---- whose chain

  @Test
  void a_node_of_another_chain_id_is_never_in_the_order() {
    Story story = Story.ethereum("a", "b");
    story.node("a").chainId = 5;
    story.probes();
    assertInstanceOf(Verdict.WrongChain.class, story.of("a").verdict());
    assertEquals("wrong chain: chain id is 5, not 1", story.reason("a"));
    assertEquals("b", story.active());
    assertEquals(List.of("b"), story.order());
    assertEquals(2, story.now().nodes().size());
    story.node("b").dies("no answer within 1 s");
    story.afterSeconds(10);
    assertEquals(List.of("b"), story.order());
    assertTrue(story.now().degraded());
  }

  @Test
  void when_every_node_is_of_another_chain_nobody_serves() {
    Story story = running("a");
    story.node("a").chainId = 5;
    story.afterSeconds(31);
    assertEquals("nobody", story.active());
    assertEquals(List.of(), story.order());
    assertEquals(
        "ethereum: a stops serving, which is of another chain: its chain id is 5, not 1, and no"
            + " node of this chain is left to serve",
        story.latest().sentence());
  }

  @Test
  void a_node_that_returns_as_another_chain_is_found_out_before_it_serves() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.afterSeconds(5);
    story.node("a").lives();
    story.node("a").genesis = Optional.of("0xother0000000");
    story.afterSeconds(1);
    assertEquals("wrong chain: genesis is 0xother000…, not 0xd4e56740…", story.reason("a"));
    story.node("a").genesis = story.node("b").genesis;
    story.afterSeconds(2);
    assertTrue(story.of("a").fit());
  }

  @Test
  void a_standby_of_another_genesis_is_quarantined_and_the_primary_kept() {
    Story story = Story.ethereum("a", "b");
    story.node("b").genesis = Optional.of("0xb000000000");
    story.probes();
    assertInstanceOf(Verdict.WrongChain.class, story.of("b").verdict());
    assertEquals("a", story.active());
  }

  @Test
  void a_pruned_node_without_block_zero_is_judged_by_its_chain_id_alone() {
    Story story = Story.ethereum("a", "b");
    story.node("b").genesis = Optional.empty();
    story.probes();
    assertTrue(story.of("b").fit());
  }

  @Test
  void an_unconfigured_chain_id_is_what_most_nodes_say() {
    Story story =
        Story.of(
            OptionalLong.empty(), Duration.ofSeconds(12), HealthSettings.DEFAULTS, "a", "b", "c");
    story.node("a").chainId = 7;
    story.probes();
    assertEquals("wrong chain: chain id is 7, not 1", story.reason("a"));
    assertEquals("b", story.active());
  }

  @Test
  void between_two_the_primary_says_what_the_chain_id_is() {
    Story story =
        Story.of(OptionalLong.empty(), Duration.ofSeconds(12), HealthSettings.DEFAULTS, "a", "b");
    story.node("a").ends();
    story.node("b").chainId = 7;
    story.probes();
    assertEquals("b", story.active());
    story.node("a").lives();
    story.afterSeconds(1);
    assertInstanceOf(Verdict.WrongChain.class, story.of("b").verdict());
    assertEquals("a", story.active());
    story.node("b").chainId = 1;
    story.afterSeconds(1);
    assertTrue(story.of("b").fit());
    story.node("a").chainId = 7;
    story.afterSeconds(31);
    assertInstanceOf(Verdict.WrongChain.class, story.of("a").verdict(), "firm once said");
  }

  // ---- lag

  @Test
  void the_active_node_hands_over_when_it_lacks_a_head_for_two_seconds() {
    Story story = running("a", "b");
    story.node("a").freezes();
    story.afterSeconds(8);
    Failover failover = story.latest();
    assertEquals("b", story.active());
    assertEquals("handover", failover.reason());
    assertEquals(
        "ethereum: b takes over from a, which is behind by 1 block for 2.0 s", failover.sentence());
    assertEquals(2000, failover.detectMillis());
    assertTrue(story.of("a").fit());
  }

  /// It stayed fit all the while: the time that it stood still must not count as good conduct.
  @Test
  void who_handed_over_waits_from_the_moment_it_has_caught_up() {
    HealthSettings a = arbitrum();
    HealthSettings soon =
        new HealthSettings(
            a.probeInterval(),
            a.probeTimeout(),
            a.fall(),
            a.rise(),
            a.handover(),
            a.lagBlocks(),
            a.lagTime(),
            Duration.ofSeconds(5));
    Story story = Story.of(OptionalLong.of(1), Duration.ofMillis(250), soon, "a", "b");
    story.probes();
    story.afterSeconds(10);
    story.node("a").freezes();
    story.afterSeconds(12);
    assertEquals("b", story.active());
    assertTrue(story.of("a").fit());
    story.node("a").thaws();
    story.afterSeconds(4);
    assertEquals("b", story.active());
    story.afterSeconds(3);
    assertEquals("a", story.active());
  }

  @Test
  void a_lagging_node_is_unfit_only_beyond_blocks_and_time() {
    Story story = running("a", "b");
    story.node("b").freezes();
    story.afterSeconds(43);
    assertEquals(4, story.of("b").lagBlocks());
    assertTrue(story.of("b").lagMillis() > 36_000, "" + story.of("b").lagMillis());
    assertEquals("lags 4 blocks, 37 s", story.reason("b"));
    assertFalse(story.now().standbyReady());
  }

  @Test
  void a_node_a_few_blocks_behind_for_long_stays_fit_with_a_remark() {
    Story story = running("a", "b");
    story.node("b").late = Duration.ofSeconds(30);
    story.afterSeconds(120);
    assertTrue(story.of("b").fit());
    assertTrue(story.reason("b").startsWith("behind by "), story.reason("b"));
    assertFalse(story.now().standbyReady());
  }

  @Test
  void many_blocks_in_little_time_are_no_lag() {
    Story story = Story.of(OptionalLong.of(1), Duration.ofMillis(250), arbitrum(), "a", "b");
    story.probes();
    story.node("b").late = Duration.ofSeconds(20);
    story.afterSeconds(60);
    assertEquals(80, story.of("b").lagBlocks());
    assertTrue(story.of("b").fit());
    story.node("b").late = Duration.ofSeconds(50);
    story.afterSeconds(60);
    assertTrue(story.reason("b").startsWith("lags 200 blocks, "), story.reason("b"));
  }

  @Test
  void a_stuck_but_fast_node_attracts_no_traffic() {
    Story story = running("a", "b");
    story.node("a").latencyNanos = 400_000_000;
    story.node("b").freezes();
    story.node("b").latencyNanos = 100_000;
    story.afterSeconds(300);
    assertEquals(List.of(">a"), story.changes());
    assertFalse(story.of("b").fit());
    assertEquals(0, story.of("b").score());
  }

  @Test
  void when_all_nodes_stop_at_one_head_nothing_moves() {
    Story story = running("a", "b");
    story.chainHalts();
    story.afterSeconds(900);
    assertEquals(List.of(">a"), story.changes());
    assertEquals(2, story.now().fitCount());
    assertFalse(story.now().degraded());
    assertTrue(story.now().standbyReady());
  }

  @Test
  void a_node_that_says_it_is_syncing_is_believed_when_it_is_behind() {
    Story story = Story.ethereum("a", "b");
    story.node("b").late = Duration.ofMinutes(1);
    story.says(new Observation.SyncHint(story.node("a").node, story.clock.instant(), true));
    story.says(new Observation.SyncHint(story.node("b").node, story.clock.instant(), true));
    story.probes();
    assertTrue(story.of("a").fit(), "a hint alone says nothing");
    assertFalse(story.of("b").fit());
  }

  @Test
  void a_head_that_falls_back_is_a_lag_like_any_other() {
    Story story = running("a", "b");
    story.node("a").late = Duration.ofHours(1);
    story.afterSeconds(2);
    assertEquals("b", story.active());
    assertTrue(story.of("b").fit());
  }

  @Test
  void two_nodes_that_stall_in_turns_do_not_throw_the_traffic_to_and_fro() {
    Story story = running("a", "b");
    for (int turn = 0; turn < 20; turn++) {
      story.node("a").freezes();
      story.afterSeconds(15);
      story.node("a").thaws();
      story.node("b").freezes();
      story.afterSeconds(15);
      story.node("b").thaws();
    }
    long handovers = story.now().failovers().stream().filter(f -> !f.from().isEmpty()).count();
    assertTrue(handovers <= 4, "in ten minutes: " + story.changes());
  }

  // ---- ahead

  @Test
  void two_that_agree_on_a_lie_win_nothing_against_three_that_agree() {
    Story story = Story.ethereum("a", "b", "c", "d", "e");
    story.afterSeconds(120);
    story.node("d").ahead = 1_000_000;
    story.node("e").ahead = 1_000_000;
    story.afterSeconds(60);
    assertEquals("a", story.active());
    assertTrue(story.reason("d").startsWith("runs ahead"), story.reason("d"));
    assertTrue(story.reason("e").startsWith("runs ahead"), story.reason("e"));
  }

  @Test
  void a_liar_that_was_left_alone_is_a_liar_again_when_the_other_is_back() {
    Story story = Story.ethereum("a", "b");
    story.afterSeconds(120);
    story.node("b").ahead = 1_000_000;
    story.afterSeconds(60);
    story.node("a").ends();
    story.afterSeconds(120);
    assertEquals("b", story.active(), "nothing better is left");
    story.node("a").lives();
    story.afterSeconds(10);
    assertEquals("a", story.active());
    assertTrue(story.reason("b").startsWith("runs ahead"), story.reason("b"));
  }

  @Test
  void a_node_that_runs_a_million_blocks_ahead_wins_nothing() {
    Story story = running("a", "b");
    long tip = story.now().tip().orElseThrow();
    story.node("b").ahead = 1_000_000;
    story.afterSeconds(120);
    assertEquals(List.of(">a"), story.changes());
    assertTrue(story.of("a").fit());
    assertTrue(story.reason("b").startsWith("runs ahead: 1000000 blocks"), story.reason("b"));
    assertTrue(story.now().tip().orElseThrow() < tip + 20);
    story.node("b").ahead = 0;
    story.afterSeconds(1);
    assertTrue(story.of("b").fit());
  }

  @Test
  void a_primary_that_runs_ahead_loses_its_place() {
    Story story = running("a", "b");
    story.node("a").ahead = 5000;
    story.afterSeconds(1);
    assertEquals("b", story.active());
    assertEquals("ahead", story.latest().reason());
  }

  @Test
  void a_node_that_runs_ahead_with_timestamps_to_match_is_from_the_future() {
    Story story = running("a", "b");
    story.node("b").ahead = 1000;
    story.node("b").timestampsOff = Duration.ofMinutes(200);
    story.afterSeconds(60);
    assertFalse(story.of("b").fit());
    assertTrue(story.of("a").fit());
  }

  @Test
  void of_two_that_differ_hugely_at_the_start_the_one_in_the_future_lies() {
    Story story = Story.ethereum("a", "b");
    story.node("a").ahead = 1_000_000;
    story.probes();
    assertEquals("b", story.active());
  }

  @Test
  void a_liar_that_was_alone_at_first_loses_to_the_honest_one() {
    Story story = Story.ethereum("a", "b");
    story.node("a").ahead = 1_000_000;
    story.node("b").ends();
    story.probes();
    assertEquals("a", story.active(), "nobody contradicts it");
    story.afterSeconds(3);
    story.node("b").lives();
    story.afterSeconds(1);
    assertEquals("b", story.active());
  }

  @Test
  void a_node_that_stays_five_blocks_ahead_unseats_nobody() {
    Story story = running("a", "b");
    story.node("b").ahead = 5;
    story.afterSeconds(600);
    assertTrue(
        story.pictures.stream()
            .allMatch(p ->
                !p.judged()
                    || p.nodes().stream()
                        .filter(n -> n.node().name().equals("a"))
                        .allMatch(NodeHealth::fit)));
    assertEquals(List.of(">a"), story.changes());
  }

  @Test
  void missed_slots_lend_no_past_to_a_node_that_stays_five_blocks_ahead() {
    Story story = running("a", "b");
    story.node("b").ahead = 5;
    story.afterSeconds(120);
    story.chainHalts();
    story.afterSeconds(20);
    story.chainGoesOn();
    story.afterSeconds(120);
    assertTrue(
        story.pictures.stream().skip(100).anyMatch(JudgeTest::bothFit), "believed for a while");
    assertTrue(
        story.pictures.stream()
            .flatMap(p -> p.nodes().stream())
            .filter(n -> n.node().name().equals("a"))
            .allMatch(NodeHealth::fit));
  }

  private static boolean bothFit(ChainHealth health) {
    return health.fitCount() == 2;
  }

  @Test
  void two_that_agree_are_believed_against_one_that_is_stuck() {
    Story story = running("a", "b", "c");
    story.node("a").freezes();
    story.node("b").ahead = 500;
    story.node("c").ahead = 500;
    story.afterSeconds(60);
    assertTrue(story.of("b").fit());
    assertFalse(story.of("a").fit());
  }

  @Test
  void a_node_that_catches_up_by_leaps_is_no_liar() {
    Story story = Story.ethereum("a", "b");
    story.node("a").late = Duration.ofDays(3);
    story.node("b").late = Duration.ofDays(3);
    story.probes();
    story.afterSeconds(30);
    story.node("b").late = Duration.ofDays(1);
    story.afterSeconds(3);
    assertTrue(story.of("b").fit(), story.reason("b"));
    assertEquals("b", story.active());
  }

  @Test
  void a_newcomer_with_a_low_head_does_not_make_a_liar_of_the_one_that_serves() {
    Story story = Story.ethereum("a", "b");
    story.node("b").ends();
    story.probes();
    story.afterSeconds(120);
    story.node("b").lives();
    story.node("b").ahead = -10_000;
    story.afterSeconds(10);
    assertEquals("a", story.active());
    assertTrue(story.of("a").fit());
  }

  @Test
  void a_single_node_is_believed_whatever_it_says() {
    Story story = running("a");
    story.node("a").ahead = 1_000_000;
    story.afterSeconds(5);
    assertTrue(story.of("a").fit());
    assertEquals("a", story.active());
  }

  @Test
  void a_wrong_clock_of_the_gateway_condemns_nobody() {
    Story story = Story.ethereum("a", "b");
    story.node("a").timestampsOff = Duration.ofHours(1);
    story.node("b").timestampsOff = Duration.ofHours(1);
    story.probes();
    story.node("b").late = Duration.ofMinutes(1);
    story.afterSeconds(30);
    assertTrue(story.of("a").fit());
    assertEquals("a", story.active());
  }

  @Test
  void a_step_of_the_wall_clock_moves_nothing() {
    Story story = running("a", "b");
    story.clock.stepWall(Duration.ofHours(1));
    story.afterSeconds(60);
    story.clock.stepWall(Duration.ofHours(-2));
    story.afterSeconds(60);
    assertEquals(List.of(">a"), story.changes());
    assertEquals(2, story.now().fitCount());
  }

  // ---- flapping, all down

  @Test
  void a_primary_that_flaps_by_three_seconds_changes_places_at_most_three_times() {
    Story story = running("a", "b");
    for (int flap = 0; flap < 50; flap++) {
      story.node("a").ends();
      story.afterSeconds(3);
      story.node("a").lives();
      story.afterSeconds(3);
    }
    assertTrue(story.changes().size() - 1 <= 3, "" + story.changes());
    assertEquals("b", story.active());
  }

  @Test
  void with_all_down_the_present_one_stays_and_the_first_to_return_serves() {
    Story story = running("a", "b");
    story.node("a").dies("no answer within 1 s");
    story.node("b").dies("no answer within 1 s");
    story.afterSeconds(60);
    assertEquals("a", story.active());
    assertTrue(story.now().degraded());
    assertTrue(story.now().servable());
    assertEquals(List.of("a", "b"), story.order());
    story.node("b").lives();
    story.afterSeconds(2);
    assertEquals("b", story.active());
    assertFalse(story.now().degraded());
  }

  @Test
  void of_two_unfit_nodes_the_reachable_one_serves_degraded() {
    Story story = running("a", "b");
    story.node("b").freezes();
    story.afterSeconds(60);
    assertFalse(story.of("b").fit());
    story.node("a").ends();
    story.afterSeconds(2);
    assertEquals("b", story.active());
  }

  @Test
  void of_two_unfit_nodes_with_open_breakers_the_less_bad_serves_degraded() {
    Story story = running("a", "b");
    story.node("a").ends();
    story.breaker("b", BreakerState.OPEN, "5 failures in a row");
    story.afterSeconds(5);
    assertEquals("b", story.active());
    assertTrue(story.now().degraded());
    assertTrue(story.latest().sentence().contains("degraded: breaker open"));
  }

  @Test
  void pictures_count_up_and_scores_stay_between_nought_and_one() {
    Story story = running("a", "b");
    for (int i = 1; i < story.pictures.size(); i++) {
      assertEquals(story.pictures.get(i - 1).generation() + 1, story.pictures.get(i).generation());
    }
    assertTrue(story.of("a").score() > 0.9 && story.of("a").score() <= 1);
  }

  @Test
  void absurd_numbers_and_timestamps_break_nothing() {
    Story story = running("a", "b");
    var clock = story.clock.instant();
    story.says(
        new Observation.Head(
            story.node("b").node, clock, Long.MAX_VALUE, "0x1", "0x0", Long.MAX_VALUE, 1));
    story.turn();
    assertTrue(story.of("a").fit());
    assertFalse(story.of("b").fit());
    story.says(new Observation.Head(story.node("b").node, clock, 0, "0x1", "0x0", 0, 1));
    story.turn();
    assertTrue(story.of("a").fit());
    assertEquals("a", story.active());
  }
}
