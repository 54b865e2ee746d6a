package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.anvil.Anvil;
import dev.headgate.testing.anvil.AnvilPair;
import dev.headgate.testing.anvil.LoadClient;
import dev.headgate.testing.anvil.LoadClient.Load;
import dev.headgate.testing.anvil.LoadReport;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.anvil.TransactionAudit;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The gateway in front of two real nodes of one chain, under 500 reads and 20 raw transactions a
/// second of a real client, while the primary is killed, stopped, or its head stands still. Bounds
/// are on counts; the times are printed.
class RealNodesIT {
  private static final Duration BLOCK_TIME = Duration.ofSeconds(1);
  private static final Duration FAILBACK_AFTER = Duration.ofSeconds(3);
  private static final String SETTINGS = "health: {failbackAfter: 3s}";
  private static final Load LOAD = new Load(500, 20, Duration.ofSeconds(150));
  private static final int BURST = 500;
  private static final int SETTLED_BLOCKS = 3;
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final List<String> TABLE = new ArrayList<>();

  /// When what happened to the primary, and what was counted meanwhile.
  ///
  /// @param hit the fault began
  /// @param off the status page named the standby
  /// @param settled a block or more later
  /// @param undone the fault was about to be undone
  /// @param back the status page named the primary again
  /// @param attemptsOnBad attempts on the primary from `settled` to `undone`
  private record Course(
      Instant hit, Instant off, Instant settled, Instant undone, Instant back, long attemptsOnBad) {
    long ms(Instant from, Instant to) {
      return Duration.between(from, to).toMillis();
    }
  }

  private interface Fault {
    void act(AnvilPair pair, Anvil primary);
  }

  private record Scene(AnvilPair pair, TestGateway gateway, LoadClient client) {
    static void play(Consumer<Scene> story) {
      try (AnvilPair pair = AnvilPair.start(BLOCK_TIME);
          TestGateway gateway = TestGateway.start(pair, SETTINGS);
          LoadClient client = LoadClient.start(gateway.rpc(), LOAD, pair::gossip)) {
        story.accept(new Scene(pair, gateway, client));
      }
    }

    /// Steady load, the fault, its end, and the return to the primary.
    Course run(Fault fault, Fault undo) {
      Instant hit = hit(fault);
      Instant off = awaitActive(pair.standby());
      pair.awaitBlocks(1);
      Instant settled = CLOCK.wall();
      long attempts = gateway.attempts("primary");
      pair.awaitBlocks(SETTLED_BLOCKS);
      long attemptsOnBad = gateway.attempts("primary") - attempts;
      Instant undone = CLOCK.wall();
      undo.act(pair, pair.primary());
      Instant back = awaitActive(pair.primary());
      pair.awaitBlocks(2);
      return new Course(hit, off, settled, undone, back, attemptsOnBad);
    }

    Instant hit(Fault fault) {
      awaitActive(pair.primary());
      client.go();
      pair.awaitBlocks(SETTLED_BLOCKS);
      Instant hit = CLOCK.wall();
      fault.act(pair, pair.primary());
      return hit;
    }

    Instant awaitActive(Anvil node) {
      gateway.awaitActive(node.name());
      return CLOCK.wall();
    }

    /// Asserts what holds whatever the fault was, of a load that has ended.
    void verify(LoadReport report) {
      pair.awaitBlocks(2);
      assertNone("failed", report.failed(), gateway.logged());
      assertNone("went backward", report.headsBackward(), gateway.logged());
      pair.assertOneChain();
      List<String> answered = report.transactionsAnswered();
      assertEquals(
          new TransactionAudit(answered.size(), List.of(), List.of(), List.of()),
          TransactionAudit.of(pair, answered));
    }

    private static void assertNone(String what, List<String> found, String log) {
      String first = String.join("\n  ", found.subList(0, Math.min(10, found.size())));
      assertEquals(
          0, found.size(), () -> "calls that " + what + ", the first:\n  " + first + "\n" + log);
    }
  }

  @Test
  void a_killed_primary_costs_no_call_and_serves_again_only_after_the_hold() {
    survives("SIGKILL", AnvilPair::kill, AnvilPair::restart);
  }

  @Test
  void a_stopped_primary_costs_no_call_and_serves_again_only_after_the_hold() {
    survives("SIGSTOP", AnvilPair::stop, AnvilPair::proceed);
  }

  @Test
  void a_primary_whose_head_stands_still_hands_over_and_serves_nothing_stale() {
    survives("held head", AnvilPair::holdHead, AnvilPair::releaseHead);
  }

  @Test
  void five_hundred_calls_in_flight_on_a_killed_primary_are_all_answered() {
    Scene.play(RealNodesIT::killsWithABurstInFlight);
  }

  private static void killsWithABurstInFlight(Scene scene) {
    List<Instant> killed = new ArrayList<>();
    scene.hit((pair, primary) ->
        pair.betweenBlocks(() -> {
          scene.client().burst(BURST);
          killed.add(CLOCK.wall());
          pair.kill(primary);
        }));
    scene.awaitActive(scene.pair().standby());
    scene.pair().restart(scene.pair().primary());
    LoadReport report = scene.client().stop();
    LoadReport burst = report.burst();
    long inFlight = burst.inFlight(killed.getFirst());
    TABLE.add(
        "%d reads at once, SIGKILL with %d of them in flight: %d failed, longest %.0f ms"
            .formatted(BURST, inFlight, burst.failed().size(), burst.longestStallMs()));
    scene.verify(report);
    assertEquals(BURST, burst.calls());
    assertTrue(inFlight > 0, "the kill came while calls of the burst were in flight");
  }

  private static void survives(String name, Fault fault, Fault undo) {
    Scene.play(scene -> survives(scene, name, fault, undo));
  }

  private static void survives(Scene scene, String name, Fault fault, Fault undo) {
    Course course = scene.run(fault, undo);
    LoadReport report = scene.client().stop();
    TABLE.add(row(name, report, course));
    scene.verify(report);
    assertEquals(2, scene.gateway().failovers(), "away once and back once");
    assertTrue(
        !course.back().isBefore(course.undone().plus(FAILBACK_AFTER)),
        "traffic came back before failbackAfter");
    LoadReport meanwhile = report.between(course.settled(), course.undone());
    long byBad = meanwhile.answeredBy("primary", course.settled(), course.undone());
    assertEquals(0, byBad, "answers of a bad node");
    assertTrue(
        course.attemptsOnBad() * 20 <= meanwhile.calls(),
        "attempts on a bad node: " + course.attemptsOnBad() + " of " + meanwhile.calls());
  }

  private static String row(String name, LoadReport report, Course course) {
    LoadReport steady = report.between(Instant.MIN, course.hit());
    LoadReport hit = report.between(course.hit(), course.settled());
    LoadReport after = report.between(course.undone(), Instant.MAX);
    return "%-10s %7d %6d %6d %9.0f %9.0f %9.0f %9.0f %7d %7.0f %7d"
        .formatted(
            name,
            report.calls(),
            report.failed().size(),
            report.transactionsAnswered().size(),
            steady.longestStallMs(),
            hit.longestStallMs(),
            after.longestStallMs(),
            hit.longestPauseMs(),
            course.ms(course.hit(), course.off()),
            hit.lastAnswerMs("primary", course.hit()).orElse(0),
            course.ms(course.undone(), course.back()));
  }

  /// Stalls: the longest that a call took from when it was due. off: until the status page named
  /// the standby. last: the primary's last answer after the fault began. back: from the fault's
  /// end.
  @AfterAll
  static void print() {
    System.out.printf(
        "%-10s %7s %6s %6s %9s %9s %9s %9s %7s %7s %7s%n",
        "fault",
        "calls",
        "failed",
        "tx",
        "stall ms:",
        "at fault",
        "at end",
        "client's",
        "off ms",
        "last ms",
        "back ms");
    TABLE.forEach(System.out::println);
  }
}
