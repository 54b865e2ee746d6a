package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.BreakerSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class NodeBreakerTest {
  private final ManualClock clock = new ManualClock();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final NodeBreaker breaker =
      new NodeBreaker(
          Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")),
          BreakerSettings.DEFAULTS,
          clock,
          (state, why) -> told.add(state + " " + why));

  private void fails(int times) {
    for (int i = 0; i < times; i++) {
      assertTrue(breaker.tryAcquire());
      breaker.failed(1, "connection refused");
    }
  }

  private void succeeds(int times) {
    for (int i = 0; i < times; i++) {
      assertTrue(breaker.tryAcquire());
      breaker.succeeded(1);
    }
  }

  /// As on a node that had served well for a while.
  private void opened() {
    fails(5);
    assertEquals(BreakerState.OPEN, breaker.state());
  }

  private NodeBreaker next(int inARow) {
    BreakerSettings d = BreakerSettings.DEFAULTS;
    NodeBreaker next =
        new NodeBreaker(
            Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")),
            new BreakerSettings(
                d.window(), d.minimumCalls(), d.failureRate(), inARow, d.open(), d.halfOpenCalls()),
            clock,
            (state, why) -> told.add("next " + state));
    next.takeOver(breaker);
    return next;
  }

  @Test
  void under_other_settings_it_goes_on_where_it_stood_and_tells_nobody() {
    fails(4);
    NodeBreaker strict = next(5);
    assertTrue(strict.tryAcquire());
    strict.failed(1, "connection refused");
    assertEquals(BreakerState.OPEN, strict.state(), "the fifth in a row");
    assertEquals(List.of("next OPEN"), told);

    fails(1);
    told.clear();
    NodeBreaker open = next(9);
    assertEquals(BreakerState.OPEN, open.state());
    assertFalse(open.tryAcquire());
    assertEquals(List.of(), told);
  }

  @Test
  void once_retired_it_says_nothing_more_and_lets_calls_under_way_through() {
    breaker.retire();
    fails(20);
    assertTrue(breaker.lets());
    assertEquals(List.of(), told);
  }

  @Test
  void an_open_one_stays_open_when_it_is_retired() {
    opened();
    told.clear();
    breaker.retire();
    clock.advance(Duration.ofHours(1));
    assertFalse(breaker.tryAcquire());
    assertFalse(breaker.lets());
    assertEquals(List.of(), told);
  }

  @Test
  void five_failures_in_a_row_open_it_at_once_whatever_the_rate() {
    succeeds(1000);
    fails(4);
    assertEquals(BreakerState.CLOSED, breaker.state());
    fails(1);
    assertEquals(BreakerState.OPEN, breaker.state());
    assertFalse(breaker.tryAcquire());
    assertFalse(breaker.lets());
    assertEquals(
        List.of("OPEN 5 failures in a row, the last: connection refused"), told, "told once");
  }

  @Test
  void a_success_between_begins_the_row_anew() {
    succeeds(100);
    fails(4);
    succeeds(1);
    fails(4);
    assertEquals(BreakerState.CLOSED, breaker.state());
  }

  @Test
  void half_the_calls_failing_opens_it_although_never_five_in_a_row() {
    for (int i = 0; i < 10 && breaker.state() == BreakerState.CLOSED; i++) {
      fails(1);
      if (breaker.state() == BreakerState.CLOSED) {
        succeeds(1);
      }
    }
    assertEquals(BreakerState.OPEN, breaker.state());
  }

  @Test
  void after_its_time_three_good_calls_close_it() {
    opened();
    clock.advance(Duration.ofSeconds(5).plusMillis(1));
    succeeds(3);
    assertEquals(BreakerState.CLOSED, breaker.state());
  }

  @Test
  void half_open_it_lets_three_calls_through_and_no_more() {
    opened();
    clock.advance(Duration.ofSeconds(5).plusMillis(1));
    assertTrue(breaker.tryAcquire());
    assertTrue(breaker.tryAcquire());
    assertTrue(breaker.tryAcquire());
    assertFalse(breaker.tryAcquire());
  }

  @Test
  void a_permit_given_back_may_be_taken_again() {
    opened();
    clock.advance(Duration.ofSeconds(5).plusMillis(1));
    for (int i = 0; i < 20; i++) {
      assertTrue(breaker.tryAcquire(), "call " + i);
      breaker.released();
    }
    succeeds(3);
    assertEquals(BreakerState.CLOSED, breaker.state());
  }

  @Test
  void probes_close_it_without_risking_a_call() {
    opened();
    clock.advance(Duration.ofSeconds(5).plusMillis(1));
    assertTrue(breaker.tryAcquire());
    breaker.released();
    for (int i = 0; i < 3; i++) {
      breaker.probed(true, "");
    }
    assertEquals(BreakerState.CLOSED, breaker.state());
  }

  @Test
  void good_probes_prove_nothing_against_failing_calls() {
    succeeds(100);
    fails(4);
    breaker.probed(true, "");
    fails(1);
    assertEquals(BreakerState.OPEN, breaker.state());
  }

  @Test
  void failing_probes_count() {
    for (int i = 0; i < 5; i++) {
      breaker.probed(false, "no answer within 1000 ms");
    }
    assertEquals(BreakerState.OPEN, breaker.state());
  }

  @Test
  void many_loops_that_fail_at_once_open_it_once() throws InterruptedException {
    succeeds(1000);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> loops = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loops.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  go.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                for (int n = 0; n < 50; n++) {
                  breaker.failed(1, "connection lost");
                }
              }));
    }
    go.countDown();
    for (Thread loop : loops) {
      loop.join();
    }
    assertEquals(BreakerState.OPEN, breaker.state());
    assertEquals(1, told.size(), told::toString);
  }

  @Test
  void without_timers_its_waits_end_when_told() {
    NodeBreaker untimed =
        NodeBreaker.untimed(
            Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")),
            BreakerSettings.DEFAULTS,
            clock,
            (state, _) -> told.add(state.name()));
    for (int i = 0; i < 5; i++) {
      untimed.failed(1, "connection refused");
    }
    clock.advance(Duration.ofSeconds(5));
    untimed.due();
    assertEquals(BreakerState.OPEN, untimed.state(), "not yet over");
    clock.advance(Duration.ofMillis(1));
    untimed.due();
    assertEquals(BreakerState.HALF_OPEN, untimed.state());
    untimed.due();
    assertEquals(BreakerState.HALF_OPEN, untimed.state(), "its own wait has only begun");
    clock.advance(Duration.ofMinutes(1).plusMillis(1));
    untimed.due();
    assertEquals(List.of("OPEN", "HALF_OPEN", "OPEN"), told);
  }

  @Test
  void probes_that_come_seldom_close_it_all_the_same() {
    NodeBreaker slow =
        NodeBreaker.untimed(
            Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1")),
            BreakerSettings.DEFAULTS,
            clock,
            (_, _) -> {});
    for (int i = 0; i < 5; i++) {
      slow.failed(1, "connection refused");
    }
    assertEquals(BreakerState.OPEN, slow.state());
    clock.advance(Duration.ofSeconds(6));
    slow.due();
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofSeconds(10));
      slow.due();
      slow.probed(true, "");
    }
    assertEquals(BreakerState.CLOSED, slow.state());
  }

  @Test
  void calls_that_it_ends_itself_do_not_change_its_reason() {
    opened();
    breaker.failed(1, told.getLast());
    clock.advance(Duration.ofSeconds(5).plusMillis(1));
    assertTrue(breaker.tryAcquire());
    assertEquals("HALF_OPEN 5 failures in a row, the last: connection refused", told.getLast());
  }
}
