package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.time.SteadyClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The whole gateway over simulated nodes that push their heads.
@ExtendWith(NoLeaks.class)
@Timeout(120)
class HeadPushIT {
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final Duration SELDOM = Duration.ofSeconds(10);
  private static final Duration OFTEN = Duration.ofMillis(700);

  /// Nodes, the gateway before them, and every picture that it draws.
  private static final class World implements AutoCloseable {
    final Simulation simulation;
    final SimulatedNode a;
    final SimulatedNode b;
    final Gateway gateway;
    final BlockingQueue<ChainHealth> pictures = new LinkedBlockingQueue<>();

    World(Duration probeInterval, Duration blockTime) throws Exception {
      simulation = Simulation.of(CLOCK).chain("test", 4242, blockTime, 2).start();
      a = simulation.node("test-a");
      b = simulation.node("test-b");
      gateway = Gateway.start(settings(simulation, probeInterval), CLOCK, "test");
      gateway.board().listen((before, now) -> pictures.add(now));
      until(h -> h.judged() && h.nodes().stream().allMatch(HeadPushIT::pushes));
    }

    ChainHealth until(Predicate<ChainHealth> wanted) throws InterruptedException {
      for (; ; ) {
        ChainHealth next = pictures.poll(30, TimeUnit.SECONDS);
        assertNotNull(next, () -> "never came; the last was " + gateway.board().all());
        if (wanted.test(next)) {
          return next;
        }
      }
    }

    /// Waits until the head of a node has risen so often.
    void heads(String node, int rises) throws InterruptedException {
      long last = of(gateway.board().of("test").orElseThrow(), node).head().orElse(0);
      for (int i = 0; i < rises; i++) {
        long before = last;
        last = of(until(h -> of(h, node).head().orElse(0) > before), node).head().orElse(0);
      }
    }

    String status() throws Exception {
      URI uri =
          URI.create(
              "http://127.0.0.1:" + gateway.adminAddress().getPort() + "/status?format=json");
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
            .body();
      }
    }

    @Override
    public void close() {
      gateway.close();
      simulation.close();
    }
  }

  private static GatewaySettings settings(Simulation simulation, Duration probeInterval)
      throws Exception {
    String urls =
        simulation.nodes("test").stream()
            .map(node -> node.uri().toString())
            .collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of("test=" + urls), 2).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new GatewaySettings(
        new ListenSettings(free, free, List.of(), Duration.ZERO, true),
        usual.threads(),
        usual.defaultChain(),
        usual.chains().stream().map(c -> pushing(c, simulation, probeInterval)).toList(),
        usual.breaker(),
        usual.calls(),
        usual.limits());
  }

  private static ChainSettings pushing(
      ChainSettings chain, Simulation simulation, Duration probeInterval) {
    Chain same = chain.chain();
    HealthSettings d = chain.health();
    List<Node> nodes =
        same.nodes().stream()
            .map(node -> node.withWs(simulation.node(node.name()).wsUri()))
            .toList();
    return new ChainSettings(
        new Chain(same.name(), OptionalLong.of(4242), same.blockTime(), nodes),
        new HealthSettings(
            probeInterval,
            d.probeTimeout(),
            d.fall(),
            d.rise(),
            d.handover(),
            d.lagBlocks(),
            d.lagTime(),
            d.failbackAfter()),
        chain.methods());
  }

  private static NodeHealth of(ChainHealth health, String node) {
    return health.nodes().stream()
        .filter(n -> n.node().name().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private static boolean pushes(NodeHealth node) {
    return node.webSocket() == SocketState.UP;
  }

  private static long received(SimulatedNode node, String method) {
    return node.received().stream().filter(call -> call.method().equals(method)).count();
  }

  private static long polls(SimulatedNode node) {
    return received(node, "eth_getBlockByNumber");
  }

  private static boolean servedBy(ChainHealth health, String node) {
    return health.active().filter(active -> active.name().equals(node)).isPresent();
  }

  @Test
  void heads_arrive_by_push_while_polls_are_far_between() throws Exception {
    try (World world = new World(SELDOM, Duration.ofMillis(200))) {
      long before = polls(world.a) + polls(world.b);
      world.heads("test-a", 20);
      world.heads("test-b", 20);
      assertTrue(
          polls(world.a) + polls(world.b) - before < 20,
          "40 rises, and a few polls that ask for head and genesis");
      assertEquals(1, world.gateway.board().of("test").orElseThrow().failovers().size());
      assertTrue(world.status().contains("\"webSocket\" : \"up\""), world.status());
    }
  }

  @Test
  void a_websocket_that_dies_leaves_its_node_to_the_polls_and_resubscribes_when_it_can()
      throws Exception {
    try (World world = new World(SELDOM, Duration.ofSeconds(1))) {
      world.a.fault(new Fault.NoSocket());
      world.until(h -> of(h, "test-a").webSocket() == SocketState.DOWN);
      long before = polls(world.a);
      world.heads("test-a", 4);
      assertTrue(polls(world.a) - before >= 4, "each by a poll");
      ChainHealth polled = world.gateway.board().of("test").orElseThrow();
      assertTrue(of(polled, "test-a").fit());
      assertTrue(servedBy(polled, "test-a"), "and it keeps its place");
      assertEquals(1, polled.failovers().size());

      world.a.heal();
      world.until(h -> pushes(of(h, "test-a")));
      assertEquals(2, received(world.a, "eth_subscribe"));
      world.heads("test-a", 3);
      assertEquals(1, world.a.sockets());
    }
  }

  @Test
  void a_websocket_over_which_nothing_comes_is_ended_until_something_does() throws Exception {
    try (World world = new World(OFTEN, Duration.ofMillis(500))) {
      world.a.fault(new Fault.MuteSocket());
      world.until(h -> of(h, "test-a").webSocket() == SocketState.DOWN);
      world.heads("test-a", 2);
      assertTrue(servedBy(world.gateway.board().of("test").orElseThrow(), "test-a"));
      world.a.heal();
      world.until(h -> pushes(of(h, "test-a")));
      assertTrue(received(world.a, "eth_subscribe") >= 2);
    }
  }

  @Test
  void a_killed_node_is_judged_by_its_probes_and_pushes_again_when_it_lives() throws Exception {
    try (World world = new World(OFTEN, Duration.ofMillis(500))) {
      world.a.fault(new Fault.Kill());
      world.until(h -> servedBy(h, "test-b"));
      world.until(h -> of(h, "test-a").webSocket() == SocketState.DOWN);
      world.a.heal();
      world.until(h -> pushes(of(h, "test-a")) && of(h, "test-a").fit());
    }
  }

  @Test
  void a_frozen_primary_is_left_by_what_its_standby_pushes() throws Exception {
    try (World world = new World(SELDOM, Duration.ofMillis(500))) {
      long before = polls(world.b);
      world.a.fault(new Fault.Freeze());
      ChainHealth moved = world.until(h -> servedBy(h, "test-b"));
      assertEquals("handover", moved.failovers().getFirst().reason());
      assertTrue(polls(world.b) - before <= 4, "two polls at most, of head and genesis");
    }
  }
}
