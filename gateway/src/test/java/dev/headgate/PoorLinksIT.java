package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.netns.FarNode.Link;
import dev.headgate.testing.netns.Impairment;
import dev.headgate.testing.netns.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A primary at the end of a link that works badly: rows 9 to 12 of the faults to be survived.
/// Bounds are on counts; the times are printed.
@Tag("full")
class PoorLinksIT {
  private static final String SOON_BACK =
      "health: {failbackAfter: 2s, flapWindow: 0s}\nbreaker: {open: 2s, halfOpenCalls: 1}";
  private static final int STEADY = 500;
  private static final List<String> TABLE = new ArrayList<>();

  private static long attempts(TestGateway gateway) {
    return gateway.attempts(World.FAR) + gateway.attempts(World.NEAR);
  }

  private static void report(String name, World world, Callers callers) {
    TestGateway gateway = world.gateway();
    TABLE.add(
        "%-22s calls %5d, failed %d, longest %4d ms, active %s, transitions %d, hedges won %d lost %d skipped %d; far: answered %d, evicted %d, timeout %d, cancelled %d, fit %s %s"
            .formatted(
                name,
                callers.answered(),
                callers.failed().size(),
                callers.longestMs(),
                gateway.active(),
                world.failovers(),
                gateway.count("headgate_hedges_total", "result=\"won\""),
                gateway.count("headgate_hedges_total", "result=\"lost\""),
                gateway.count("headgate_hedges_total", "result=\"skipped\""),
                gateway.attempts(World.FAR, "answered"),
                gateway.attempts(World.FAR, "evicted"),
                gateway.attempts(World.FAR, "timeout"),
                gateway.attempts(World.FAR, "cancelled"),
                gateway.node(World.FAR).path("fit").asBoolean(),
                gateway.node(World.FAR).path("reason").asString("")));
  }

  /// Of a slow node at most every fifth call, and ten a second, are asked twice; beyond that only
  /// the calls that were on it when it was left, once each.
  @Test
  void a_slow_link_is_hedged_within_the_budget_and_costs_no_call() {
    try (World world = World.of(Link.IMPAIRED, SOON_BACK)) {
      TestGateway gateway = world.gateway();
      for (int millis : List.of(200, 1000, 5000)) {
        Callers callers = world.callers();
        callers.awaitAnswers(STEADY);
        long begin = System.nanoTime();
        long calls = gateway.count("headgate_requests_total");
        long attempts = attempts(gateway);
        world.far().impair(Impairment.delay(millis, millis / 10));
        callers.awaitAnswers(2 * STEADY);
        callers.stop();
        long seconds = 1 + (System.nanoTime() - begin) / 1_000_000_000;
        calls = gateway.count("headgate_requests_total") - calls;
        attempts = attempts(gateway) - attempts;
        report("delay %d ms".formatted(millis), world, callers);
        TABLE.add("  %d attempts of %d calls in %d s".formatted(attempts, calls, seconds));
        assertEquals(List.of(), callers.failed());
        assertTrue(
            attempts <= calls * 1.2 + 10 * seconds + World.CALLERS,
            attempts + " attempts of " + calls + " calls in " + seconds + " s");
        world.far().impair(Impairment.delay(0, 0));
        gateway.awaitActive(World.FAR);
      }
    }
  }

  @Test
  void a_packet_lost_now_and_then_moves_nothing_and_many_cost_no_call() {
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      for (int percent : List.of(1, 10, 30)) {
        Callers callers = world.callers();
        callers.awaitAnswers(STEADY);
        int before = world.failovers();
        world
            .far()
            .namespace()
            .rule(
                "-A INPUT -p tcp -m statistic --mode random --probability %.2f -j DROP"
                    .formatted(percent / 100.0));
        callers.awaitAnswers(4 * STEADY);
        int transitions = world.failovers() - before;
        world.far().namespace().flush();
        callers.stop();
        report(percent + " % lost", world, callers);
        assertEquals(List.of(), callers.failed());
        assertTrue(transitions <= (percent == 1 ? 0 : 3), transitions + " at " + percent + " %");
        world.gateway().awaitActive(World.FAR);
      }
    }
  }

  /// An answer of 300,000 bytes fills the line for more than two seconds. Heads come late through
  /// it too, and the far node may hand over for a while.
  @Test
  void large_answers_over_a_narrow_link_are_slow_and_the_small_ones_of_others_go_on() {
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      Callers small = world.callers();
      small.awaitAnswers(STEADY);
      world.far().namespace().narrow(1);
      Callers large = world.callers(2, Duration.ZERO, Callers.call("sim_blob", "[300000]"));
      long before = small.answered();
      large.awaitAnswers(3);
      large.stop();
      long meanwhile = small.answered() - before;
      small.stop();
      report("1 mbit: large", world, large);
      report("1 mbit: small", world, small);
      assertEquals(List.of(), large.failed());
      assertEquals(List.of(), small.failed());
      assertTrue(world.failovers() <= 3, "transitions: " + world.failovers());
      assertTrue(meanwhile > 100, "small calls answered beside three large ones: " + meanwhile);
    }
  }

  @Test
  void packets_doubled_damaged_and_overtaken_make_no_wrong_answer() {
    try (World world = World.of(Link.IMPAIRED, SOON_BACK)) {
      Callers callers =
          world.suspicious(Callers.call("eth_getBlockByNumber", "[\"0xf4240\",true]"));
      callers.awaitAnswers(STEADY);
      world.far().impair(new Impairment(0, 0, 5, 2, 25));
      long before = world.gateway().attempts(World.FAR, "answered");
      callers.awaitAnswers(4 * STEADY);
      callers.stop();
      long spoilt = world.far().spoilt();
      report("doubled, damaged, overtaken", world, callers);
      TABLE.add("  packets spoilt: " + spoilt);
      assertEquals(List.of(), callers.failed());
      assertTrue(world.gateway().attempts(World.FAR, "answered") > before, "it served on");
      assertTrue(spoilt < 0 || spoilt > STEADY, "packets spoilt: " + spoilt);
    }
  }

  @AfterAll
  static void print() {
    TABLE.forEach(System.out::println);
  }
}
