package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.netns.FarNode.Link;
import dev.headgate.testing.netns.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A primary at the end of a link that a firewall or a cut breaks: rows 4, 5, 6 and 13 of the
/// faults to be survived. Bounds are on counts; the times are printed.
@Tag("full")
class BrokenLinksIT {
  private static final String SOON_BACK =
      "health: {failbackAfter: 2s, flapWindow: 0s}\nbreaker: {open: 2s, halfOpenCalls: 1}";
  private static final String TO_NODE = "-A INPUT -p tcp --dport 8545 ";
  private static final String LOGS =
      Callers.call("eth_getLogs", "[{\"fromBlock\":\"latest\",\"toBlock\":\"latest\"}]");
  private static final int DEAR_CALLERS = 48;
  private static final int STEADY = 500;

  /// Connections that a gateway may be making at once: 32 on each of its at most 4 loops, and 4 for
  /// probes.
  private static final int MOST_HALF_OPEN = 32 * 4 + 4;

  private static final Pattern NO_CONNECTION = Pattern.compile("no connection within (\\d+) ms");
  private static final List<String> TABLE = new ArrayList<>();

  /// Steady calls, the fault until the near node serves, more calls, its end, and the return.
  private static void survives(
      String name, World world, Callers callers, Runnable on, Runnable off) {
    TestGateway gateway = world.gateway();
    callers.awaitAnswers(STEADY);
    long hit = System.nanoTime();
    on.run();
    gateway.awaitActive(World.NEAR);
    long left = System.nanoTime();
    long attempts = gateway.attempts(World.FAR);
    callers.awaitAnswers(2 * STEADY);
    attempts = gateway.attempts(World.FAR) - attempts;
    off.run();
    long undone = System.nanoTime();
    gateway.awaitActive(World.FAR);
    long back = System.nanoTime();
    callers.awaitAnswers(STEADY);
    callers.stop();
    TABLE.add(
        "%-26s calls %d, failed %d, longest %d ms; left after %d ms, back after %d ms; while away %d attempts; %s"
            .formatted(
                name,
                callers.answered(),
                callers.failed().size(),
                callers.longestMs(),
                (left - hit) / 1_000_000,
                (back - undone) / 1_000_000,
                attempts,
                ends(gateway)));
    assertEquals(List.of(), callers.failed());
    assertEquals(2, world.failovers(), "away once and back once");
    assertTrue(attempts * 20 <= 2 * STEADY, "attempts on a node that was left: " + attempts);
  }

  private static String ends(TestGateway gateway) {
    StringBuilder ends = new StringBuilder("attempts that ended");
    for (String end : List.of("evicted", "lost", "refused_connection", "timeout", "cancelled")) {
      ends.append(" %s %d".formatted(end, gateway.attempts(World.FAR, end)));
    }
    return ends.toString();
  }

  @Test
  void a_node_in_a_black_hole_costs_no_call_and_serves_again() {
    AtomicLong connectMillis = new AtomicLong();
    AtomicLong halfOpen = new AtomicLong();
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      survives(
          "black hole",
          world,
          world.callers(),
          () -> world.far().namespace().rule(TO_NODE + "-j DROP"),
          () -> {
            connectMillis.set(awaitConnectTimeout(world));
            halfOpen.set(world.far().halfOpen());
            world.far().namespace().flush();
          });
      assertEquals(0, world.gateway().attempts(World.FAR, "timeout"));
    }
    assertTrue(connectMillis.get() < 1000, "a connection may take ms: " + connectMillis);
    assertTrue(halfOpen.get() <= MOST_HALF_OPEN, "half-open: " + halfOpen);
  }

  /// The milliseconds of it, as the status page tells them once the probes have met it.
  private static long awaitConnectTimeout(World world) {
    AtomicLong millis = new AtomicLong();
    Await.until(
        "the status page says that there is no connection",
        () -> {
          String reason = world.gateway().node(World.FAR).path("reason").asString("");
          Matcher told = NO_CONNECTION.matcher(reason);
          boolean found = told.find();
          millis.set(found ? Long.parseLong(told.group(1)) : 0);
          return found;
        });
    return millis.get();
  }

  @Test
  void a_node_that_takes_no_new_connection_serves_on_those_it_has() {
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      TestGateway gateway = world.gateway();
      Callers callers = world.callers();
      callers.awaitAnswers(STEADY);
      world.far().namespace().rule(TO_NODE + "--syn -j DROP");
      long before = gateway.attempts(World.FAR, "answered");
      Callers more = world.callers();
      more.awaitAnswers(STEADY);
      long halfOpen = world.far().halfOpen();
      long meanwhile = gateway.attempts(World.FAR, "answered") - before;
      more.stop();
      callers.stop();
      TABLE.add(
          "no new connections         calls %d, longest %d ms; half-open %d; %d by the far node"
              .formatted(
                  callers.answered() + more.answered(),
                  Math.max(callers.longestMs(), more.longestMs()),
                  halfOpen,
                  meanwhile));
      assertEquals(List.of(), callers.failed());
      assertEquals(List.of(), more.failed());
      assertTrue(meanwhile > STEADY / 2, "answers of the far node: " + meanwhile);
      assertTrue(halfOpen <= MOST_HALF_OPEN, "half-open: " + halfOpen);
    }
  }

  @Test
  void a_node_whose_firewall_resets_is_as_one_that_refuses() {
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      survives(
          "reset by a firewall",
          world,
          world.callers(),
          () -> world.far().namespace().rule(TO_NODE + "-j REJECT --reject-with tcp-reset"),
          () -> world.far().namespace().flush());
      assertEquals(0, world.gateway().attempts(World.FAR, "timeout"));
    }
  }

  @Test
  void connections_that_fall_silent_all_end_with_the_first_and_their_calls_move() {
    allEndWithTheFirst(
        "established, then silent",
        world ->
            world.far().namespace().rule(TO_NODE + "-m conntrack --ctstate ESTABLISHED -j DROP"),
        world -> world.far().namespace().flush());
  }

  @Test
  void a_cut_cable_ends_all_connections_with_the_first_and_their_calls_move() {
    allEndWithTheFirst(
        "cable cut",
        world -> world.far().namespace().cut(true),
        world -> world.far().namespace().cut(false));
  }

  /// Cheap calls, and dear ones, which are not hedged and have more patience, so that many hang on
  /// as many connections.
  private static void allEndWithTheFirst(String name, Consumer<World> on, Consumer<World> off) {
    try (World world = World.of(Link.VETH, SOON_BACK)) {
      TestGateway gateway = world.gateway();
      Callers dear = world.callers(DEAR_CALLERS, Duration.ofMillis(50), LOGS);
      dear.awaitAnswers(STEADY);
      survives(name, world, world.callers(), () -> on.accept(world), () -> off.accept(world));
      dear.stop();
      long attempts = gateway.attempts(World.FAR);
      long lost = attempts - gateway.attempts(World.FAR, "answered");
      TABLE.add(
          "  dear calls %d, failed %d, longest %d ms"
              .formatted(dear.answered(), dear.failed().size(), dear.longestMs()));
      assertEquals(List.of(), dear.failed());
      assertTrue(gateway.attempts(World.FAR, "timeout") <= 1, "one timeout for the node");
      assertTrue(
          lost <= 2 * (DEAR_CALLERS + World.CALLERS),
          "a caller lost one attempt, or two, not more: " + lost + " in all");
    }
  }

  /// What Headgate does: the node stays fit, for its probes pass and so do all small calls. A large
  /// read is asked of another node beside it, as a hedge or when patience ends, and that one's
  /// answer is taken; the attempt on the far node keeps its connection until the call's deadline. A
  /// large call that may not be repeated ends at its deadline, with its fate unknown. Should the
  /// large calls alone fill a moment, silence opens the breaker, and the probes close it again.
  @Test
  void large_requests_that_vanish_are_answered_by_another_node_and_small_ones_go_on() {
    try (World world = World.of(Link.VETH, SOON_BACK + "\ncalls: {deadline: 4s}")) {
      TestGateway gateway = world.gateway();
      Callers small = world.callers();
      small.awaitAnswers(STEADY);
      world.far().namespace().rule(TO_NODE + "-m length --length 1000:65535 -j DROP");
      long before = gateway.attempts(World.FAR, "answered");
      String zeros = "\"0x" + "00".repeat(4000) + "\"";
      String read =
          Callers.call(
              "eth_call", "[{\"to\":\"0x%040d\",\"data\":%s},\"latest\"]".formatted(7, zeros));
      Callers large = world.callers(4, Duration.ofMillis(50), read);
      large.awaitAnswers(100);
      gateway.awaitActive(World.FAR);
      String once = world.ask(Callers.call("eth_newFilter", "[{\"topics\":[" + zeros + "]}]"));
      long connections = world.far().established();
      long meanwhile = gateway.attempts(World.FAR, "answered") - before;
      large.stop();
      small.stop();
      TABLE.add(
          "large requests vanish      large %d, longest %d ms; small %d, longest %d ms; connections %d; transitions %d; %s"
              .formatted(
                  large.answered(),
                  large.longestMs(),
                  small.answered(),
                  small.longestMs(),
                  connections,
                  world.failovers(),
                  ends(gateway)));
      assertEquals(List.of(), large.failed());
      assertEquals(List.of(), small.failed());
      assertTrue(meanwhile > STEADY, "small answers of the far node: " + meanwhile);
      assertTrue(once.contains("\"submitted\":\"unknown\""), once);
      world.awaitFit(World.FAR, true);
    }
  }

  @AfterAll
  static void print() {
    TABLE.forEach(System.out::println);
  }
}
