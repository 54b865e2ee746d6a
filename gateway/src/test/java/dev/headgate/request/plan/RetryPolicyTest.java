package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.NextStep.GiveUp;
import dev.headgate.request.plan.NextStep.Reason;
import dev.headgate.request.plan.NextStep.Reply;
import dev.headgate.request.plan.NextStep.TryAgain;
import dev.headgate.request.plan.NextStep.TryNext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Outcome RESULT = new Outcome.Result();
  private static final Outcome NOT_SENT = new Outcome.NotSent("refused");
  private static final Outcome LOST = new Outcome.Lost("gone", false);
  private static final Outcome STALE_CONNECTION = new Outcome.Lost("gone", true);
  private static final Outcome GARBAGE = new Outcome.Garbage("HTML");
  private static final Outcome RATE_LIMITED = new Outcome.RateLimited("429");
  private static final Outcome NO_ROOM = new Outcome.NoRoom();
  private static final Outcome DEADLINE = new Outcome.DeadlinePassed();
  private static final Outcome DEADLINE_UNSENT = new Outcome.DeadlinePassedUnsent();

  /// Another node, quiet; nothing behind it; budget.
  private static final Standing FRESH = new Standing(true, true, false, false, true, false);

  private static final Standing LAST = new Standing(false, false, false, false, true, false);

  private static List<Standing> standings() {
    List<Standing> all = new ArrayList<>();
    for (int bits = 0; bits < 64; bits++) {
      all.add(
          new Standing(
              (bits & 1) != 0,
              (bits & 2) != 0,
              (bits & 4) != 0,
              (bits & 8) != 0,
              (bits & 16) != 0,
              (bits & 32) != 0));
    }
    return all;
  }

  private static Stream<Outcome> outcomes() {
    return Stream.concat(
        Stream.of(
            RESULT,
            NOT_SENT,
            LOST,
            STALE_CONNECTION,
            GARBAGE,
            RATE_LIMITED,
            NO_ROOM,
            DEADLINE,
            DEADLINE_UNSENT),
        Arrays.stream(ErrorKind.values()).map(Outcome.NodeError::new));
  }

  private static boolean sendsOn(NextStep step) {
    return step instanceof TryNext || step instanceof TryAgain;
  }

  @Test
  void what_may_not_be_repeated_is_never_sent_again_once_it_was_written() {
    for (Standing standing : standings()) {
      for (Outcome written :
          List.of(LOST, STALE_CONNECTION, GARBAGE, RATE_LIMITED, NO_ROOM, DEADLINE)) {
        NextStep step = RetryPolicy.after(MethodClass.UNREPEATABLE, standing, written);
        assertFalse(sendsOn(step), written + " with " + standing + " gave " + step);
      }
    }
  }

  @Test
  void its_fate_is_said_to_be_unknown() {
    for (Outcome written : List.of(LOST, STALE_CONNECTION, GARBAGE, NO_ROOM, DEADLINE)) {
      assertEquals(
          new GiveUp(Reason.UNKNOWN_FATE),
          RetryPolicy.after(MethodClass.UNREPEATABLE, FRESH, written),
          written::toString);
    }
  }

  @Test
  void unwritten_it_goes_on_like_any_other() {
    assertEquals(new TryNext(false), RetryPolicy.after(MethodClass.UNREPEATABLE, FRESH, NOT_SENT));
  }

  @Test
  void a_result_is_always_the_answer() {
    for (MethodClass c : MethodClass.values()) {
      standings().forEach(s -> assertEquals(new Reply(), RetryPolicy.after(c, s, RESULT)));
    }
  }

  @Test
  void whatever_is_not_free_needs_the_budget() {
    for (MethodClass c : MethodClass.values()) {
      for (Standing standing : standings()) {
        outcomes()
            .map(outcome -> RetryPolicy.after(c, standing, outcome))
            .forEach(step -> {
              boolean spends =
                  (step instanceof TryNext(boolean next) && next)
                      || (step instanceof TryAgain(boolean again) && again);
              assertTrue(!spends || standing.budget(), () -> step + " with " + standing);
            });
      }
    }
  }

  @Test
  void nobody_is_tried_next_where_nobody_is_left() {
    for (MethodClass c : MethodClass.values()) {
      for (Standing standing : standings()) {
        outcomes()
            .map(outcome -> RetryPolicy.after(c, standing, outcome))
            .filter(TryNext.class::isInstance)
            .forEach(step -> assertTrue(standing.anotherNode(), standing::toString));
      }
    }
  }

  @Test
  void there_is_a_second_round_but_no_third() {
    for (MethodClass c : MethodClass.values()) {
      for (Standing standing : standings()) {
        outcomes()
            .map(outcome -> RetryPolicy.after(c, standing, outcome))
            .filter(TryAgain.class::isInstance)
            .forEach(step -> assertFalse(standing.againUsed(), standing::toString));
      }
    }
    assertEquals(new TryAgain(true), RetryPolicy.after(MethodClass.READ, LAST, LOST));
    assertEquals(new TryAgain(false), RetryPolicy.after(MethodClass.READ, LAST, STALE_CONNECTION));
  }

  @Test
  void calls_of_a_dying_node_move_once_for_free_and_then_pay() {
    Standing noBudget = new Standing(true, false, false, false, false, false);
    assertEquals(new TryNext(false), RetryPolicy.after(MethodClass.READ, noBudget, LOST));
    Standing moved = new Standing(true, true, true, false, true, false);
    assertEquals(new TryNext(true), RetryPolicy.after(MethodClass.READ, moved, LOST));
  }

  @Test
  void garbage_moves_for_free_only_to_a_quiet_node() {
    assertEquals(new TryNext(false), RetryPolicy.after(MethodClass.READ, FRESH, GARBAGE));
    Standing noisy = new Standing(true, false, false, false, true, false);
    assertEquals(new TryNext(true), RetryPolicy.after(MethodClass.READ, noisy, GARBAGE));
    Standing broke = new Standing(true, false, false, false, false, false);
    assertEquals(new GiveUp(Reason.NO_NODE), RetryPolicy.after(MethodClass.READ, broke, GARBAGE));
  }

  @Test
  void a_definitive_error_is_returned_and_another_is_asked_elsewhere() {
    for (ErrorKind kind : ErrorKind.values()) {
      NextStep step = RetryPolicy.after(MethodClass.READ, FRESH, new Outcome.NodeError(kind));
      assertEquals(kind.elsewhere() ? new TryNext(true) : new Reply(), step, kind::toString);
      assertEquals(
          new Reply(),
          RetryPolicy.after(MethodClass.READ, LAST, new Outcome.NodeError(kind)),
          "the last node's own error");
    }
  }

  @Test
  void a_deadline_that_passed_unsent_leaves_no_doubt() {
    for (MethodClass c : MethodClass.values()) {
      assertEquals(new GiveUp(Reason.DEADLINE), RetryPolicy.after(c, FRESH, DEADLINE_UNSENT));
    }
    assertInstanceOf(GiveUp.class, RetryPolicy.after(MethodClass.READ, FRESH, DEADLINE));
  }

  @Test
  void a_head_that_cannot_be_is_asked_elsewhere_whatever_the_budget() {
    Standing noBudget = new Standing(true, true, false, false, false, false);
    Outcome head = new Outcome.Doubtful("a head beyond reason", true);
    assertEquals(new TryNext(false), RetryPolicy.after(MethodClass.READ, noBudget, head));
    Outcome nothing = new Outcome.Doubtful("nothing of that hash there yet", false);
    assertEquals(new Reply(), RetryPolicy.after(MethodClass.READ, noBudget, nothing));
    assertEquals(new TryNext(true), RetryPolicy.after(MethodClass.READ, FRESH, nothing));
    assertEquals(new Reply(), RetryPolicy.after(MethodClass.READ, LAST, head));
  }
}
