package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.NextStep.GiveUp;
import dev.headgate.request.plan.NextStep.Reason;
import dev.headgate.request.plan.NextStep.TryNext;
import org.junit.jupiter.api.Test;

/// Calls of which nothing was written, and the budget of a loop that has but a part of it.
class UnsentTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Outcome REFUSED = new Outcome.NotSent("connection refused");

  @Test
  void the_first_move_off_a_node_that_refuses_connections_needs_no_budget() {
    Standing troubled = new Standing(true, false, false, false, false, false);
    for (MethodClass c : MethodClass.values()) {
      assertEquals(new TryNext(false), RetryPolicy.after(c, troubled, REFUSED), c::toString);
    }
  }

  @Test
  void after_a_free_move_a_troubled_node_is_asked_only_within_the_budget() {
    Standing paid = new Standing(true, false, true, false, true, false);
    Standing spent = new Standing(true, false, true, false, false, false);
    assertEquals(new TryNext(true), RetryPolicy.after(MethodClass.READ, paid, REFUSED));
    assertEquals(new GiveUp(Reason.NO_NODE), RetryPolicy.after(MethodClass.READ, spent, REFUSED));
  }

  @Test
  void what_may_not_be_repeated_stays_where_it_may_have_arrived_whatever_came_later() {
    for (int bits = 0; bits < 32; bits++) {
      Standing doubtful =
          new Standing(
              (bits & 1) != 0,
              (bits & 2) != 0,
              (bits & 4) != 0,
              (bits & 8) != 0,
              (bits & 16) != 0,
              true);
      assertEquals(
          new GiveUp(Reason.UNKNOWN_FATE),
          RetryPolicy.after(MethodClass.UNREPEATABLE, doubtful, REFUSED),
          doubtful::toString);
    }
  }

  /// Ten a second over sixteen loops.
  @Test
  void a_loop_whose_part_is_less_than_one_try_a_second_gets_one_all_the_same() {
    RetryBudget budget = new RetryBudget(20, 10.0 / 16, 0);
    int spent = 0;
    for (int tenth = 1; tenth <= 1_600; tenth++) {
      if (budget.available(tenth * SECOND / 10)) {
        budget.spend();
        spent++;
      }
    }
    assertTrue(spent >= 99 && spent <= 101, "100 tries in 160 s, not " + spent);
  }
}
