package dev.headgate.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.config.MethodSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Deed;
import dev.headgate.health.judge.Order;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.testing.FakeNodes;
import dev.headgate.testing.FakeSockets;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The health of one configuration gives way to that of the next, without sockets and on a clock
/// that stands still. Only what is told moves it: no tick comes for an hour.
class TurnoverTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long NOW = 1_793_491_200;
  private static final Node A =
      Node.of("a", Role.PRIMARY, URI.create("http://a")).withWs(URI.create("ws://a"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://b"));
  private static final Node C = Node.of("c", Role.STANDBY, URI.create("http://c"));

  private final ManualClock clock = new ManualClock();
  private final FakeSockets sockets = new FakeSockets();
  private final FakeNodes nodes =
      new FakeNodes().healthy("a", 100, NOW).healthy("b", 100, NOW).healthy("c", 100, NOW);
  private final HealthBoard board = new HealthBoard(List.of(chain(A, B)), clock.instant());
  private final BlockingQueue<ChainHealth> pictures = new LinkedBlockingQueue<>();
  private final Health health =
      new Health(List.of(settings(2, A, B)), nodes, sockets, board, clock, (_, _, _) -> {});

  private static Chain chain(Node... nodes) {
    return new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(nodes));
  }

  private static ChainSettings settings(int fall, Node... nodes) {
    HealthSettings d = HealthSettings.DEFAULTS;
    return new ChainSettings(
        chain(nodes),
        new HealthSettings(
            NEVER,
            d.probeTimeout(),
            fall,
            d.rise(),
            d.handover(),
            d.lagBlocks(),
            d.lagTime(),
            d.failbackAfter()),
        MethodSettings.DEFAULTS);
  }

  private void serve() throws InterruptedException {
    board.listen((before, now) -> pictures.add(now));
    health.start();
    until(h -> h.judged() && h.fitCount() == 2);
  }

  @AfterEach
  void end() {
    health.close();
  }

  private ChainHealth until(Predicate<ChainHealth> wanted) throws InterruptedException {
    for (; ; ) {
      ChainHealth next = pictures.poll(20, TimeUnit.SECONDS);
      assertNotNull(next, () -> "never came; the last was " + board.all());
      if (wanted.test(next)) {
        return next;
      }
    }
  }

  /// As the gateway does it.
  private ChainHealth turn(ChainSettings next) throws InterruptedException {
    Turnover turnover = health.prepare(List.of(next), LONG);
    assertEquals(List.of(), turnover.losses(chain -> true));
    List<ChainHealth> first = turnover.takeOver();
    Map<String, HealthBoard.Slot> places = new LinkedHashMap<>();
    places.put("ethereum", HealthBoard.Slot.of(next.chain(), clock.instant()));
    board.arrange(places, first);
    turnover.start();
    return first.getFirst();
  }

  private static boolean activeIs(ChainHealth picture, Node node) {
    return picture.active().filter(node::equals).isPresent();
  }

  @Test
  void the_first_picture_knows_old_nodes_and_new_ones_and_is_the_new_configurations()
      throws Exception {
    serve();
    ChainHealth first = turn(settings(3, A, B, C));
    assertTrue(activeIs(first, A), first::toString);
    assertEquals(3, first.fitCount(), first::toString);
    assertEquals(chain(A, B, C), first.chain());
    assertEquals(1, first.failovers().size(), "the first choice alone");
    assertTrue(activeIs(board.of("ethereum").orElseThrow(), A));
  }

  @Test
  void a_websocket_that_stays_is_not_subscribed_anew_and_tells_the_new_loop() throws Exception {
    serve();
    turn(settings(3, A, B));
    assertEquals(1, sockets.told().stream().filter("a subscribes [\"newHeads\"]"::equals).count());
    assertFalse(sockets.told().contains("a ends"));
    sockets.push("a", 101, NOW + 12);
    until(h -> h.tip().orElse(0) == 101);
  }

  @Test
  void a_websocket_at_another_address_ends_and_the_new_one_is_subscribed() throws Exception {
    serve();
    turn(settings(2, A.withWs(URI.create("ws://elsewhere")), B));
    assertTrue(sockets.told().contains("a ends"), sockets.told()::toString);
    assertEquals(2, sockets.told().stream().filter("a subscribes [\"newHeads\"]"::equals).count());
  }

  @Test
  void what_traffic_tells_moves_the_new_loop_also_when_it_is_told_by_the_old_node()
      throws Exception {
    serve();
    Node headed =
        new Node("a", Role.PRIMARY, A.http(), A.ws(), Map.of("k", "v"), false, 7, 8, List.of());
    turn(settings(2, headed, B));
    health.traffic().breakerChanged(A, BreakerState.OPEN, "5 failures in a row");
    ChainHealth moved = until(h -> activeIs(h, B));
    assertEquals("breaker", moved.failovers().getFirst().reason());
  }

  @Test
  void a_node_of_the_same_name_elsewhere_is_another_and_hears_nothing_of_the_old_one()
      throws Exception {
    serve();
    Node other = Node.of("b", Role.STANDBY, URI.create("http://elsewhere"));
    turn(settings(2, A, other));
    health.traffic().breakerChanged(B, BreakerState.OPEN, "of the node before");
    health.traffic().breakerChanged(A, BreakerState.OPEN, "5 failures in a row");
    ChainHealth moved = until(h -> activeIs(h, other));
    assertEquals(other, moved.order().getFirst());
  }

  @Test
  void the_active_node_may_be_taken_out_and_the_next_takes_over_with_the_same_turn()
      throws Exception {
    serve();
    ChainHealth first = turn(settings(2, B, C));
    assertTrue(activeIs(first, B), first::toString);
    assertEquals("a", first.failovers().getFirst().from());
    assertEquals("removed", first.failovers().getFirst().reason());
    assertEquals(
        "ethereum: b takes over from a, which is no longer in the configuration",
        first.failovers().getFirst().sentence());
    List<Journal.Entry> journal =
        Objects.requireNonNull(health.journals().get("ethereum")).entries();
    assertEquals("removed", journal.getFirst().failover().reason());
    assertEquals("start", journal.getLast().failover().reason(), "the past is not forgotten");
  }

  private Commands.Given waits(Node node) throws Exception {
    Deed deed = new Deed(clock.instant(), "alice", "upgrade");
    Instant until = clock.instant().plus(NEVER);
    Commands.Given given =
        health.order("ethereum", new Order.Switchover(deed, Optional.of(node.name()), true, until));
    assertEquals(Decision.Kind.WAITING, given.taken().get(20, TimeUnit.SECONDS).kind());
    return given;
  }

  private static void assertEnds(Decision.Kind kind, String sentence, Commands.Given given)
      throws Exception {
    Decision end = given.ended().get(20, TimeUnit.SECONDS);
    assertEquals(kind + " " + sentence, end.kind() + " " + end.sentence());
  }

  private void serveWithout(Node node) throws InterruptedException {
    serve();
    health.traffic().breakerChanged(node, BreakerState.OPEN, "5 failures in a row");
    until(h -> h.fitCount() == 1);
  }

  @Test
  void who_waits_for_a_node_that_is_taken_out_is_told_so_at_once() throws Exception {
    serveWithout(B);
    Commands.Given given = waits(B);
    ChainHealth first = turn(settings(2, A, C));
    assertEquals(Optional.empty(), first.orders().waiting());
    assertEnds(Decision.Kind.REFUSED, "given up: a reload took b out of ethereum", given);
  }

  @Test
  void who_waits_for_a_node_that_becomes_a_relay_is_told_so_at_once() throws Exception {
    serveWithout(B);
    Commands.Given given = waits(B);
    turn(settings(2, A, Node.of("b", Role.RELAY, B.http())));
    assertEnds(
        Decision.Kind.REFUSED, "given up: a reload made b a relay, which is never active", given);
  }

  @Test
  void who_waits_for_a_node_that_stays_waits_on_and_is_told_by_the_next_loop() throws Exception {
    serveWithout(B);
    Commands.Given given = waits(B);
    ChainHealth first = turn(settings(3, A, B, C));
    assertTrue(first.orders().waiting().isPresent(), first::toString);
    assertFalse(given.ended().isDone());
    Commands.Given other =
        health.order(
            "ethereum",
            new Order.Switchover(
                new Deed(clock.instant(), "bob", ""), Optional.of("c"), false, clock.instant()));
    assertEnds(Decision.Kind.REFUSED, "given up: a later switchover took its place", given);
    assertEquals(Decision.Kind.DONE, other.ended().get(20, TimeUnit.SECONDS).kind());
  }

  @Test
  void a_wait_that_ends_with_the_very_turn_of_the_reload_is_told_too() throws Exception {
    serve();
    sockets.push("a", 101, NOW + 12);
    until(h -> h.tip().orElse(0) == 101);
    Commands.Given given = waits(B);
    ChainHealth first = turn(settings(2, B));
    assertTrue(activeIs(first, B), first::toString);
    assertEnds(
        Decision.Kind.DONE,
        "b serves now and keeps its place while it is fit, until the next switchover",
        given);
  }

  @Test
  void who_waits_on_a_chain_that_is_taken_out_is_told_so_and_so_is_who_comes_later()
      throws Exception {
    serveWithout(B);
    Commands.Given given = waits(B);
    Turnover turnover = health.prepare(List.of(), LONG);
    turnover.takeOver();
    board.arrange(Map.of(), List.of());
    turnover.start();
    assertEnds(
        Decision.Kind.REFUSED, "given up: a reload took ethereum out of the configuration", given);
    assertEnds(
        Decision.Kind.REFUSED,
        "there is no chain ethereum any more",
        health.order("ethereum", new Order.Pause(new Deed(clock.instant(), "bob", ""))));
  }

  @Test
  void who_waits_while_the_gateway_ends_is_told_so() throws Exception {
    serveWithout(B);
    Commands.Given given = waits(B);
    health.close();
    assertEnds(Decision.Kind.REFUSED, "given up: this gateway is stopping", given);
    assertEnds(
        Decision.Kind.REFUSED,
        "given up: this gateway is stopping",
        health.order("ethereum", new Order.Pause(new Deed(clock.instant(), "bob", ""))));
  }

  @Test
  void a_chain_that_nobody_would_serve_any_more_is_a_loss() throws Exception {
    serve();
    nodes.refuses("c");
    Turnover turnover = health.prepare(List.of(settings(2, C)), LONG);
    assertEquals(
        List.of(
            "ethereum is served now and would not be: c unreachable: connection refused (1 probe)"),
        turnover.losses(chain -> true));
    assertEquals(List.of(), turnover.losses(chain -> false), "nothing to lose");
  }

  @Test
  void a_chain_of_another_id_begins_anew_and_a_chain_that_is_the_same_goes_on() throws Exception {
    serve();
    Chain other = new Chain("ethereum", OptionalLong.of(5), Duration.ofSeconds(12), List.of(A, B));
    ChainSettings five = new ChainSettings(other, HealthSettings.DEFAULTS, MethodSettings.DEFAULTS);
    Turnover turnover = health.prepare(List.of(five), LONG);
    assertFalse(turnover.goesOn("ethereum"));
    assertTrue(
        turnover.losses(chain -> true).getFirst().contains("chain id is 1, not 5"),
        turnover.losses(chain -> true)::toString);
    Turnover same = health.prepare(List.of(settings(2, A, B)), LONG);
    assertTrue(same.stays("ethereum") && same.goesOn("ethereum"));
    assertEquals(List.of(), same.takeOver());
  }
}
