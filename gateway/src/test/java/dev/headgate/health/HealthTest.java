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
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.gather.TrafficLog;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.testing.FakeNodes;
import dev.headgate.testing.FakeSockets;
import dev.headgate.testing.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// From probe to picture, with nodes that answer without sockets and a clock that stands still.
class HealthTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:2"));
  private static final Node RELAY = Node.of("r", Role.RELAY, URI.create("http://127.0.0.1:3"));
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B, RELAY));
  private static final long NOW = 1_793_491_200;

  private final ManualClock clock = new ManualClock();
  private final HealthBoard board = new HealthBoard(List.of(CHAIN), clock.instant());
  private final FakeSockets sockets = new FakeSockets();
  private final BlockingQueue<ChainHealth> pictures = new LinkedBlockingQueue<>();
  private final Map<String, Boolean> probed = new ConcurrentHashMap<>();
  private final ProbeListener listener = (node, ok, why) -> probed.put(node.name(), ok);

  private static ChainSettings settings(Duration interval) {
    HealthSettings d = HealthSettings.DEFAULTS;
    return new ChainSettings(
        CHAIN,
        new HealthSettings(
            interval,
            d.probeTimeout(),
            d.fall(),
            d.rise(),
            d.handover(),
            d.lagBlocks(),
            d.lagTime(),
            d.failbackAfter()),
        MethodSettings.DEFAULTS);
  }

  private static FakeNodes healthy() {
    return new FakeNodes().healthy("a", 100, NOW).healthy("b", 100, NOW);
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

  private static boolean activeIs(ChainHealth health, Node node) {
    return health.active().filter(node::equals).isPresent();
  }

  @Test
  void from_the_first_probes_to_a_failover_and_the_probes_of_a_breaker() throws Exception {
    FakeNodes nodes = healthy();
    board.listen((before, now) -> pictures.add(now));
    Duration soon = Duration.ofMillis(10);
    try (Health health =
        new Health(List.of(settings(soon)), nodes, sockets, board, clock, listener)) {
      health.start();
      ChainHealth first = until(h -> h.judged() && h.fitCount() == 2);
      assertEquals(A, first.active().orElseThrow());
      nodes.refuses("a");
      ChainHealth moved = until(h -> activeIs(h, B));
      assertEquals("unreachable", moved.failovers().getFirst().reason());
      assertFalse(nodes.asked().stream().anyMatch(q -> q.startsWith("r ")), "a relay has no head");
    }
    assertEquals(true, probed.get("b"));
  }

  @Test
  void a_breaker_that_opens_is_judged_at_once_not_with_the_next_tick() throws Exception {
    board.listen((before, now) -> pictures.add(now));
    Duration never = Duration.ofHours(1);
    try (Health health =
        new Health(List.of(settings(never)), healthy(), sockets, board, clock, listener)) {
      health.start();
      until(h -> h.judged() && h.fitCount() == 2);
      health.traffic().breakerChanged(RELAY, BreakerState.OPEN, "5 failures in a row");
      health.traffic().breakerChanged(A, BreakerState.OPEN, "5 failures in a row");
      ChainHealth moved = until(h -> activeIs(h, B));
      assertEquals("breaker", moved.failovers().getFirst().reason());
    }
  }

  private static final Node PUSHES = A.withWs(URI.create("ws://127.0.0.1:1"));

  @Test
  void a_head_that_is_pushed_is_judged_at_once_and_the_node_that_pushes_none_is_asked_more_often()
      throws Exception {
    Chain chain = new Chain(CHAIN.name(), CHAIN.chainId(), CHAIN.blockTime(), List.of(PUSHES, B));
    ChainSettings settings =
        new ChainSettings(chain, settings(Duration.ofHours(1)).health(), MethodSettings.DEFAULTS);
    FakeNodes nodes = healthy();
    board.listen((before, now) -> pictures.add(now));
    try (Health health = new Health(List.of(settings), nodes, sockets, board, clock, listener)) {
      health.start();
      until(h -> h.judged() && h.fitCount() == 2);
      sockets.at("a").subscribed();
      until(h -> has(h, "a", n -> n.webSocket() == SocketState.UP));
      sockets.push("a", 101, NOW + 12);
      until(h -> has(h, "a", n -> n.head().equals(OptionalLong.of(101))));
      nodes.healthy("b", 101, NOW + 12);
      until(h -> has(h, "b", n -> n.head().equals(OptionalLong.of(101))));
      long asked = nodes.asked().stream().filter(q -> q.startsWith("a eth_getBlock")).count();
      assertEquals(2, asked, "its head and its genesis, once");
    }
    assertEquals("a ends", sockets.told().getLast());
  }

  @Test
  void however_many_heads_are_pushed_the_latest_is_judged() throws Exception {
    Chain chain = new Chain(CHAIN.name(), CHAIN.chainId(), CHAIN.blockTime(), List.of(PUSHES, B));
    ChainSettings settings =
        new ChainSettings(chain, settings(Duration.ofHours(1)).health(), MethodSettings.DEFAULTS);
    board.listen((before, now) -> pictures.add(now));
    try (Health health =
        new Health(List.of(settings), healthy(), sockets, board, clock, listener)) {
      health.start();
      until(h -> h.judged() && h.fitCount() == 2);
      for (int i = 1; i <= 1000; i++) {
        sockets.push("a", 100 + i, NOW + i);
      }
      until(h -> has(h, "a", n -> n.head().equals(OptionalLong.of(1100))));
    }
  }

  @Test
  void calls_that_fail_while_probes_succeed_are_counted_and_judged_at_the_tick() throws Exception {
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), healthy(), sockets, board, clock, told)) {
      TrafficLog log = new TrafficLog(Map.of(), List.of(loop.traffic()), clock);
      round(loop, ended);
      for (int call = 0; call < 60; call++) {
        log.attempted(A, call % 2 == 0, 1_000_000);
        log.attempted(RELAY, true, 0);
      }
      round(loop, ended);
      ChainHealth moved = board.all().getFirst();
      assertEquals(B, moved.active().orElseThrow());
      assertEquals("errors", moved.failovers().getFirst().reason());
    }
  }

  @Test
  void a_breaker_hears_of_no_probe_that_failed_over_our_own_sleep() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    FakeNodes nodes = healthy().node("a", (method, body) -> waits(hang));
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      loop.turn(true);
      assertEquals("b true", ended.poll(20, TimeUnit.SECONDS));
      clock.advance(Duration.ofSeconds(6));
      hang.countDown();
      nodes.healthy("a", 100, NOW);
      Set<String> heard = new HashSet<>();
      while (!heard.contains("a true")) {
        loop.turn(true);
        heard.addAll(endedBy(ended));
        assertFalse(heard.contains("a false"), "it was we who slept");
      }
    }
  }

  @Test
  void while_all_are_down_each_is_probed_once_a_tick_and_no_more() throws Exception {
    FakeNodes nodes = healthy();
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      round(loop, ended);
      nodes.refuses("a").refuses("b");
      int before = nodes.asked().size();
      for (int tick = 0; tick < 30; tick++) {
        round(loop, ended);
      }
      assertEquals(60, nodes.asked().size() - before, "one question is refused, and that is all");
      assertEquals(0, board.all().getFirst().fitCount());
      healthy(nodes);
      round(loop, ended);
      assertEquals(2, board.all().getFirst().fitCount(), "the first good probe is enough");
    }
  }

  private static void healthy(FakeNodes nodes) {
    nodes.healthy("a", 100, NOW).healthy("b", 100, NOW);
  }

  @Test
  void a_hung_node_holds_up_nobody_and_is_not_asked_again() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    FakeNodes nodes = healthy().node("a", (method, body) -> waits(hang));
    board.listen((before, now) -> pictures.add(now));
    Duration soon = Duration.ofMillis(5);
    try (Health health =
        new Health(List.of(settings(soon)), nodes, sockets, board, clock, listener)) {
      health.start();
      until(h -> h.generation() > 20 && has(h, "b", NodeHealth::fit));
      assertEquals(1, nodes.asked().stream().filter(q -> q.startsWith("a ")).count());
      assertFalse(board.all().getFirst().judged(), "the primary has not been heard");
      for (int second = 0; second < 6; second++) {
        clock.advance(Duration.ofSeconds(1));
        until(h -> h.at().equals(clock.instant()));
      }
      ChainHealth moved = until(h -> activeIs(h, B));
      assertTrue(has(moved, "a", n -> n.verdict().reason().contains("no answer within 5000 ms")));
    } finally {
      hang.countDown();
    }
  }

  private static boolean has(ChainHealth health, String name, Predicate<NodeHealth> wanted) {
    return health.nodes().stream().filter(n -> n.node().name().equals(name)).anyMatch(wanted);
  }

  private static String waits(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("no answer within 1 s");
  }

  @Test
  void probes_that_failed_while_this_process_stood_still_condemn_nobody() throws Exception {
    FakeNodes nodes = healthy();
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      round(loop, ended);
      assertEquals(2, board.all().getFirst().fitCount());
      for (int i = 0; i < 3; i++) {
        CountDownLatch hang = new CountDownLatch(1);
        nodes.node("a", (method, body) -> waits(hang)).node("b", (method, body) -> waits(hang));
        clock.advance(Duration.ofSeconds(1));
        loop.turn(true);
        clock.advance(Duration.ofSeconds(10));
        hang.countDown();
        healthy(nodes);
        Set<String> heard = new HashSet<>();
        while (heard.size() < 2) {
          loop.turn(true);
          assertEquals(2, board.all().getFirst().fitCount(), "it was we who slept");
          heard.addAll(endedBy(ended));
        }
        assertEquals(Set.of("a true", "b true"), heard);
      }
    }
  }

  @Test
  void probes_that_failed_while_we_were_awake_count() throws Exception {
    FakeNodes nodes = healthy();
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      round(loop, ended);
      nodes.refuses("a");
      round(loop, ended);
      round(loop, ended);
      assertEquals(1, board.all().getFirst().fitCount());
    }
  }

  private void round(HealthLoop loop, BlockingQueue<String> ended) throws InterruptedException {
    clock.advance(Duration.ofSeconds(1));
    loop.turn(true);
    assertEquals(2, both(ended));
    loop.turn(false);
  }

  /// What has ended by now or does so in a moment: a probe whose failure does not count says
  /// nothing, and the turn after it has to be made.
  private static Set<String> endedBy(BlockingQueue<String> ended) throws InterruptedException {
    Set<String> some = new HashSet<>();
    String next = ended.poll(20, TimeUnit.MILLISECONDS);
    while (next != null) {
      some.add(next);
      next = ended.poll();
    }
    return some;
  }

  private static int both(BlockingQueue<String> ended) throws InterruptedException {
    assertNotNull(ended.poll(20, TimeUnit.SECONDS));
    assertNotNull(ended.poll(20, TimeUnit.SECONDS));
    return 2;
  }

  @Test
  void while_nobody_can_serve_the_nodes_are_probed_without_waiting_for_the_next_tick()
      throws Exception {
    FakeNodes nodes = healthy().refuses("a").refuses("b");
    board.listen((before, now) -> pictures.add(now));
    try (Health health =
        new Health(
            List.of(settings(Duration.ofHours(1))), nodes, sockets, board, clock, listener)) {
      health.start();
      until(h -> h.judged() && !h.servable());
      nodes.healthy("a", 100, NOW);
      until(ChainHealth::servable);
    }
  }

  @Test
  void a_node_that_refused_a_call_gets_none_until_it_has_said_whose_chain_it_is_on()
      throws Exception {
    FakeNodes nodes = healthy();
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      TrafficLog log = new TrafficLog(Map.of("a", loop::tell), List.of(loop.traffic()), clock);
      round(loop, ended);
      log.gone(A);
      loop.turn(false);
      ChainHealth picture = board.all().getFirst();
      assertEquals(List.of(B), picture.order());
      assertEquals(A, picture.active().orElseThrow(), "its place it keeps until two probes failed");
      assertTrue(has(picture, "a", n -> n.verdict().reason().startsWith("refused a call")));
      round(loop, ended);
      assertEquals(List.of(A, B), board.all().getFirst().order());
    }
  }

  @Test
  void a_probe_that_was_under_way_while_we_slept_is_made_anew_at_once() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    FakeNodes nodes = healthy();
    BlockingQueue<String> ended = new LinkedBlockingQueue<>();
    ProbeListener told = (node, ok, why) -> ended.add(node.name() + " " + ok);
    try (HealthLoop loop =
        new HealthLoop(settings(Duration.ofSeconds(1)), nodes, sockets, board, clock, told)) {
      round(loop, ended);
      nodes.node("a", (method, body) -> waits(hang));
      clock.advance(Duration.ofSeconds(1));
      loop.turn(true);
      assertEquals("b true", ended.poll(20, TimeUnit.SECONDS));
      clock.advance(Duration.ofSeconds(6));
      loop.turn(true);
      assertEquals("b true", ended.poll(20, TimeUnit.SECONDS));
      loop.turn(false);
      assertTrue(board.all().getFirst().drowsy(), "a was not heard yet");
      nodes.healthy("a", 103, NOW);
      hang.countDown();
      String next = "";
      while (!next.equals("a true")) { // b's first probe may be made anew, too
        next = ended.poll(20, TimeUnit.SECONDS);
        assertNotNull(next, "no tick was due, but a probe");
      }
      loop.turn(false);
      assertFalse(board.all().getFirst().drowsy());
      assertEquals(2, board.all().getFirst().fitCount());
    }
  }
}
