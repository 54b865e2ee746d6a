package dev.headgate.health.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What operators order, and what it does to the judge.
class JudgeOrdersTest {
  private static final String HELD =
      " and keeps its place while it is fit, until the next switchover";

  private static Story twoWell() {
    Story story = Story.ethereum("a", "b");
    story.after(Duration.ofMinutes(2));
    return story;
  }

  private static Story threeWell() {
    Story story = Story.ethereum("a", "b", "c");
    story.after(Duration.ofMinutes(2));
    return story;
  }

  private static void assertDecided(Decision.Kind kind, String sentence, Decision decision) {
    assertEquals(kind + ": " + sentence, decision.kind() + ": " + decision.sentence());
  }

  private static String who(Map<String, Deed> deeds, String of) {
    return Objects.requireNonNull(deeds.get(of), of).who();
  }

  @Test
  void a_switchover_moves_the_place_at_once_and_says_who_and_why() {
    Story story = twoWell();

    Decision decision = story.order(story.switchover("b"));

    assertDecided(Decision.Kind.DONE, "b takes over from a" + HELD, decision);
    assertEquals("b", story.active());
    assertEquals("switchover", story.latest().reason());
    assertEquals(
        "ethereum: b takes over from a, by order of alice: upgrade", story.latest().sentence());
    assertEquals(0, story.latest().detectMillis());
    assertEquals(List.of("b", "a"), story.order());
  }

  @Test
  void a_place_given_by_order_is_kept_however_long_the_primary_is_well() {
    Story story = twoWell();
    story.order(story.switchover("b"));

    story.after(Duration.ofHours(3));

    assertEquals("b", story.active());
    assertEquals("alice", story.now().orders().hold().orElseThrow().deed().who());
  }

  @Test
  void a_place_given_by_order_is_lost_with_fitness_and_not_given_again() {
    Story story = threeWell();
    story.order(story.switchover("c"));
    story.after(Duration.ofMinutes(1));

    story.node("c").ends();
    story.afterSeconds(5);
    assertEquals("a", story.active());
    assertEquals(Optional.empty(), story.now().orders().hold());

    story.node("c").lives();
    story.after(Duration.ofMinutes(30));
    assertEquals("a", story.active());
  }

  @Test
  void a_primary_gets_its_place_by_order_without_a_hold_or_a_probation() {
    Story story = twoWell();
    story.order(story.switchover("b"));
    story.after(Duration.ofMinutes(1));

    assertDecided(Decision.Kind.DONE, "a takes over from b", story.order(story.switchover("a")));

    assertEquals("a", story.active());
    assertEquals(Optional.empty(), story.now().orders().hold());
    assertEquals(100, story.of("a").weight());
  }

  @Test
  void without_a_name_the_best_standby_takes_over() {
    Story story = threeWell();

    story.order(story.switchoverToTheBest());

    assertEquals("b", story.active());
  }

  @Test
  void two_who_order_the_next_one_in_the_same_moment_mean_one_change() {
    Story story = twoWell();

    assertEquals(Decision.Kind.DONE, story.order(story.switchoverToTheBest()).kind());
    story.afterSeconds(1);
    assertDecided(
        Decision.Kind.REFUSED,
        "b took over from a only 1.0 s ago (switchover); name the node that you want with --to",
        story.order(story.switchoverToTheBest()));

    assertEquals("b", story.active());
    story.afterSeconds(10);
    assertEquals(Decision.Kind.DONE, story.order(story.switchoverToTheBest()).kind());
    assertEquals("a", story.active());
  }

  @Test
  void of_two_switchovers_in_one_turn_one_is_made_and_the_other_is_told() {
    Story story = threeWell();

    List<Decision> decisions = story.orders(story.switchover("b"), story.switchover("c"));

    assertEquals(
        List.of(Decision.Kind.DONE, Decision.Kind.REFUSED),
        decisions.stream().map(Decision::kind).toList());
    assertTrue(decisions.getLast().sentence().contains("to b, by order of alice"), "who was first");
    assertEquals("b", story.active());
  }

  @Test
  void two_who_want_the_same_node_are_both_content() {
    Story story = threeWell();

    List<Decision> decisions = story.orders(story.switchover("c"), story.switchover("c"));

    assertEquals(
        List.of(Decision.Kind.DONE, Decision.Kind.DONE),
        decisions.stream().map(Decision::kind).toList());
    assertEquals(List.of(">a", "a>c"), story.changes());
  }

  @Test
  void an_unfit_node_is_refused_with_the_reason_and_what_to_do() {
    Story story = twoWell();
    story.node("b").ends();
    story.afterSeconds(5);

    Decision decision = story.order(story.switchover("b"));

    assertEquals(Decision.Kind.REFUSED, decision.kind());
    assertTrue(decision.sentence().startsWith("b is unfit: unreachable: "), decision.sentence());
    assertTrue(decision.sentence().endsWith("Add --when-caught-up to wait for it"), "what to do");
    assertEquals("a", story.active());
  }

  @Test
  void a_node_of_another_chain_a_cordoned_one_and_an_unknown_one_are_refused() {
    Story story = threeWell();
    story.node("b").chainId = 5;
    story.order(story.cordon("c"));
    story.afterSeconds(5);

    for (String node : List.of("b", "c", "d")) {
      assertEquals(Decision.Kind.REFUSED, story.order(story.switchover(node)).kind(), node);
      Order.Switchover patient = story.switchoverWhenCaughtUp(node, 60);
      assertEquals(
          Decision.Kind.REFUSED, story.order(patient).kind(), "not worth waiting: " + node);
    }
    assertTrue(
        story.order(story.switchover("c")).sentence().contains("`headgate uncordon c` first"));
    assertEquals("a", story.active());
  }

  @Test
  void a_switchover_waits_for_a_node_that_lags_and_is_seen_waiting() {
    Story story = twoWell();
    story.node("b").late = Duration.ofSeconds(60);
    story.after(Duration.ofMinutes(2));

    assertEquals(Decision.Kind.WAITING, story.order(story.switchoverWhenCaughtUp("b", 120)).kind());
    story.afterSeconds(20);
    assertEquals("a", story.active());
    assertTrue(story.now().orders().waiting().isPresent());

    story.node("b").late = Duration.ZERO;
    story.afterSeconds(1);
    assertEquals("b", story.active());
    assertEquals(Decision.Kind.DONE, story.state.decisions().getLast().kind());
    assertEquals(Optional.empty(), story.now().orders().waiting());
  }

  @Test
  void a_node_that_was_down_from_the_start_is_waited_for() {
    Story story = Story.ethereum("a", "b");
    story.node("b").ends();
    story.after(Duration.ofMinutes(1));

    assertEquals(Decision.Kind.WAITING, story.order(story.switchoverWhenCaughtUp("b", 60)).kind());
    story.node("b").lives();
    story.afterSeconds(10);

    assertEquals("b", story.active());
  }

  @Test
  void a_wait_that_is_over_leaves_all_as_it_was() {
    Story story = twoWell();
    story.node("b").freezes();
    story.after(Duration.ofMinutes(2));
    story.order(story.switchoverWhenCaughtUp("b", 30));

    story.afterSeconds(29);
    assertTrue(story.now().orders().waiting().isPresent());
    story.afterSeconds(1);

    Decision end = story.state.decisions().getLast();
    assertEquals(Decision.Kind.REFUSED, end.kind());
    assertTrue(end.sentence().startsWith("given up: it did not catch up in time"), end.sentence());
    story.node("b").thaws();
    story.after(Duration.ofMinutes(1));
    assertEquals("a", story.active());
  }

  @Test
  void a_later_switchover_ends_the_wait_of_the_one_before() {
    Story story = threeWell();
    story.node("b").freezes();
    story.after(Duration.ofMinutes(2));
    story.order(story.switchoverWhenCaughtUp("b", 300));

    List<Decision> decisions = story.orders(story.switchover("c"));

    assertEquals(
        List.of(Decision.Kind.REFUSED, Decision.Kind.DONE),
        decisions.stream().map(Decision::kind).toList());
    story.node("b").thaws();
    story.after(Duration.ofMinutes(2));
    assertEquals("c", story.active());
  }

  @Test
  void where_there_is_no_other_node_nobody_takes_over() {
    Story story = Story.ethereum("a");
    story.after(Duration.ofMinutes(2));

    assertDecided(
        Decision.Kind.REFUSED,
        "there is no other node; a serves on",
        story.order(story.switchoverToTheBest()));
    assertDecided(
        Decision.Kind.REFUSED,
        "there is no node b, only a; a serves on",
        story.order(story.switchoverWhenCaughtUp("b", 60)));
  }

  @Test
  void what_the_new_node_lacks_is_said() {
    Story story = twoWell();
    story.says(
        new Observation.Lacks(story.node("b").node, story.clock.instant(), "debug_traceCall"));
    story.afterSeconds(1);

    assertEquals(
        List.of("b lacks what a has: debug_traceCall"),
        story.order(story.switchover("b")).warnings());
  }

  @Test
  void a_cordoned_node_gets_no_call_and_its_place_goes_at_once() {
    Story story = threeWell();

    Decision decision = story.order(story.cordon("a"));

    assertDecided(
        Decision.Kind.DONE,
        "a is cordoned: no further call goes to it, those under way end as usual; b serves",
        decision);
    assertEquals(List.of(), decision.warnings());
    assertEquals("b", story.active());
    assertEquals("cordon", story.latest().reason());
    assertEquals(List.of("b", "c"), story.order(), "not even as the last resort");
    assertEquals("cordoned by bob: upgrade; well otherwise", story.reason("a"));
    story.after(Duration.ofHours(1));
    assertEquals("b", story.active());
  }

  @Test
  void a_cordoned_node_shows_what_it_would_be_otherwise() {
    Story story = twoWell();
    story.order(story.cordon("b"));
    story.node("b").ends();
    story.afterSeconds(5);

    assertTrue(
        story.reason("b").startsWith("cordoned by bob: upgrade; otherwise unreachable: "),
        story.reason("b"));
  }

  @Test
  void a_primary_that_is_uncordoned_gets_its_place_back_late() {
    Story story = twoWell();
    story.order(story.cordon("a"));
    story.after(Duration.ofMinutes(10));

    Decision decision = story.order(story.uncordon("a"));

    assertDecided(
        Decision.Kind.DONE,
        "a is no longer cordoned: it may serve again; it takes its place back when it was long"
            + " fit, or at once by a switchover",
        decision);
    story.after(Duration.ofMinutes(4));
    assertEquals("b", story.active());
    story.after(Duration.ofMinutes(2));
    assertEquals("a", story.active());
  }

  @Test
  void the_last_node_serves_on_though_it_is_cordoned_and_that_is_said() {
    Story story = twoWell();
    story.order(story.cordon("b"));

    Decision decision = story.order(story.cordon("a"));

    assertEquals(
        List.of("no other node of ethereum can serve, so a serves on, degraded"),
        decision.warnings());
    assertEquals("a", story.active());
    assertTrue(story.now().degraded());
    assertEquals("a", story.order().getFirst());
    story.order(story.uncordon("b"));
    assertEquals("b", story.active());
    assertFalse(story.now().degraded());
  }

  @Test
  void when_all_others_are_dead_a_cordoned_node_serves() {
    Story story = twoWell();
    story.order(story.cordon("b"));
    story.node("a").ends();
    story.afterSeconds(5);

    assertEquals("b", story.active());
    assertTrue(story.now().degraded());

    story.node("a").lives();
    story.afterSeconds(5);
    assertEquals("a", story.active());
    assertEquals(List.of("a"), story.order());
  }

  @Test
  void the_head_of_a_cordoned_node_makes_nobody_lag() {
    Story story = twoWell();
    story.order(story.cordon("a"));
    story.node("b").freezes();

    story.after(Duration.ofMinutes(5));

    assertTrue(story.of("b").fit());
    assertEquals("b", story.active());
  }

  @Test
  void in_a_pause_a_dead_node_keeps_its_name_and_its_calls_go_elsewhere() {
    Story story = threeWell();
    story.order(story.pause());
    story.node("a").ends();
    story.after(Duration.ofMinutes(3));

    assertEquals("a", story.active());
    assertEquals("b", story.order().getFirst());
    assertEquals(2, story.now().fitCount());
    assertFalse(story.now().degraded());

    story.node("a").lives();
    story.afterSeconds(5);
    assertEquals(List.of("a", "b", "c"), story.order(), "its restart did not cost it its place");
    assertEquals(List.of(">a"), story.changes());
  }

  @Test
  void a_pause_ends_and_what_is_due_is_done_at_once() {
    Story story = twoWell();
    story.order(story.pause());
    story.node("a").ends();
    story.after(Duration.ofMinutes(3));

    assertDecided(Decision.Kind.DONE, "ethereum goes on, b is active", story.order(story.resume()));
    assertEquals("b", story.active());
  }

  @Test
  void in_a_pause_nothing_is_given_back_but_orders_are_obeyed() {
    Story story = twoWell();
    story.node("a").ends();
    story.afterSeconds(5);
    story.order(story.pause());
    story.node("a").lives();
    story.after(Duration.ofHours(2));
    assertEquals("b", story.active());

    story.order(story.switchover("a"));
    assertEquals("a", story.active());
    story.order(story.cordon("a"));
    assertEquals("b", story.active());
  }

  @Test
  void a_node_of_another_chain_is_left_in_a_pause_too() {
    Story story = twoWell();
    story.order(story.pause());
    story.node("a").chainId = 5;
    story.afterSeconds(5);

    assertEquals("b", story.active());
    assertEquals(List.of("b"), story.order());
  }

  @Test
  void when_nobody_is_fit_in_a_pause_the_least_bad_one_is_tried_first() {
    Story story = twoWell();
    story.order(story.pause());
    story.node("a").ends();
    story.breaker("b", BreakerState.OPEN, "5 failures in a row");
    story.afterSeconds(5);

    assertEquals("a", story.active());
    assertEquals("b", story.order().getFirst());
    assertTrue(story.now().degraded());
  }

  @Test
  void an_alarm_stays_acknowledged_until_it_is_over() {
    Story story = twoWell();
    story.node("b").ends();
    story.afterSeconds(5);
    assertEquals(List.of("no standby ready", "b: unreachable"), story.now().alarms());

    assertDecided(
        Decision.Kind.DONE,
        "ethereum: acknowledged until it changes: no standby ready, b: unreachable",
        story.order(story.ack()));
    story.after(Duration.ofHours(1));
    assertEquals("dave", who(story.now().orders().acknowledged(), "b: unreachable"));

    story.node("b").lives();
    story.after(Duration.ofMinutes(1));
    assertEquals(Map.of(), story.now().orders().acknowledged());
    story.node("b").ends();
    story.afterSeconds(5);
    assertEquals(Map.of(), story.now().orders().acknowledged(), "what comes back is news");
  }

  @Test
  void a_new_alarm_beside_an_acknowledged_one_is_not_acknowledged() {
    Story story = threeWell();
    story.node("b").ends();
    story.afterSeconds(5);
    story.order(story.ack());

    story.node("c").ends();
    story.afterSeconds(5);

    assertEquals(Set.of("b: unreachable"), story.now().orders().acknowledged().keySet());
    assertTrue(story.now().alarms().contains("c: unreachable"));
  }

  @Test
  void without_an_alarm_there_is_nothing_to_acknowledge() {
    Story story = twoWell();

    assertDecided(
        Decision.Kind.REFUSED,
        "ethereum has no alarm; there is nothing to acknowledge",
        story.order(story.ack()));
  }

  @Test
  void what_is_in_force_already_is_said_so_and_left() {
    Story story = twoWell();
    story.order(story.cordon("b"));
    story.order(story.pause());

    assertDecided(
        Decision.Kind.DONE,
        "b is cordoned already, by bob: upgrade",
        story.order(new Order.Cordon(story.by("eve"), "b")));
    assertDecided(
        Decision.Kind.DONE,
        "ethereum is paused already, by carol: upgrade",
        story.order(new Order.Pause(story.by("eve"))));
    assertEquals("bob", who(story.now().orders().cordoned(), "b"));
    assertDecided(Decision.Kind.DONE, "a was not cordoned", story.order(story.uncordon("a")));
  }

  @Test
  void a_stray_node_changes_nothing() {
    Story story = twoWell();

    assertDecided(
        Decision.Kind.REFUSED,
        "ethereum has no judged node x; it has a, b",
        story.order(story.cordon("x")));
    assertEquals(Map.of(), story.now().orders().cordoned());
  }

  @Test
  void before_the_first_verdicts_a_switchover_is_refused_and_a_cordon_is_kept() {
    Story story = Story.ethereum("a", "b");

    assertEquals(Decision.Kind.REFUSED, story.order(story.switchover("b")).kind());
    assertEquals(Decision.Kind.DONE, story.order(story.cordon("a")).kind());
    story.afterSeconds(5);

    assertEquals("b", story.active());
  }

  @Test
  void right_after_a_standstill_orders_are_refused() {
    Story story = twoWell();
    story.clock.advance(Duration.ofSeconds(30));

    Decision decision = story.order(story.switchover("b"));

    assertEquals(Decision.Kind.REFUSED, decision.kind());
    assertTrue(decision.sentence().contains("try again"), decision.sentence());
  }
}
