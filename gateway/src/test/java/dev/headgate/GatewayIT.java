package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The whole gateway over simulated nodes.
class GatewayIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static Simulation nodes() {
    return Simulation.of(CLOCK).chain("test", 4242, Duration.ofSeconds(1), 2).start();
  }

  private static Gateway before(Simulation simulation) throws InvalidConfig, IOException {
    String urls =
        simulation.nodes("test").stream()
            .map(node -> node.uri().toString())
            .collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of("test=" + urls), 2).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Gateway.start(
        new GatewaySettings(
            new ListenSettings(free, free, List.of(), Duration.ofMillis(300), true),
            usual.threads(),
            usual.defaultChain(),
            usual.chains().stream().map(GatewayIT::withItsId).toList(),
            usual.breaker(),
            usual.calls(),
            usual.limits()),
        CLOCK,
        "test");
  }

  private static ChainSettings withItsId(ChainSettings chain) {
    Chain same = chain.chain();
    return new ChainSettings(
        new Chain(same.name(), OptionalLong.of(4242), same.blockTime(), same.nodes()),
        chain.health(),
        chain.methods());
  }

  private static URI at(Gateway gateway, String path) {
    return URI.create("http://127.0.0.1:" + gateway.rpcAddress().getPort() + path);
  }

  private static HttpRequest call(Gateway gateway, String method, String params) {
    return HttpRequest.newBuilder(at(gateway, "/test"))
        .timeout(LONG)
        .header("Content-Type", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
                    + method
                    + "\",\"params\":"
                    + params
                    + "}"))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(Gateway gateway, String path)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(at(gateway, path)).timeout(LONG).build());
  }

  private static void awaitFirstVerdicts(Gateway gateway) {
    assertTrue(gateway.awaitFirstVerdicts(LONG), "first verdicts");
  }

  private static Set<String> methodsAt(SimulatedNode node) {
    return node.received().stream().map(Received::method).collect(Collectors.toSet());
  }

  @Test
  void a_standby_on_another_fork_is_found_out_and_moves_nothing() throws Exception {
    try (Simulation simulation = nodes();
        Gateway gateway = before(simulation)) {
      awaitFirstVerdicts(gateway);
      SimulatedNode standby = simulation.nodes("test").getLast();
      standby.fault(new Fault.Forked());
      assertTrue(Pause.until(() -> picture(gateway).forked(), LONG), "found out");
      assertEquals(1, picture(gateway).failovers().size(), "the primary keeps its side");
      assertTrue(get(gateway, "/readyz?verbose").body().contains("on different forks"));
      standby.heal();
      assertTrue(Pause.until(() -> picture(gateway).fitCount() == 2, LONG), "one fork again");
      assertFalse(picture(gateway).forked());
    }
  }

  private static ChainHealth picture(Gateway gateway) {
    return gateway.board().all().getFirst();
  }

  @Test
  void a_primary_of_another_chain_gets_no_call_not_even_when_nothing_else_is_left()
      throws Exception {
    try (Simulation simulation = nodes()) {
      SimulatedNode wrong = simulation.node("test-a");
      wrong.fault(new Fault.WrongChain(7));
      try (Gateway gateway = before(simulation)) {
        awaitFirstVerdicts(gateway);
        for (int i = 0; i < 50; i++) {
          HttpResponse<String> answer = send(call(gateway, "eth_gasPrice", "[]"));
          assertEquals(200, answer.statusCode(), answer::body);
          assertEquals("test-b", answer.headers().firstValue("X-Headgate-Node").orElse(""));
        }
        simulation.node("test-b").fault(new Fault.Kill());
        assertEquals(503, send(call(gateway, "eth_gasPrice", "[]")).statusCode());
        assertFalse(methodsAt(wrong).contains("eth_gasPrice"), "only probes ever came");
      }
    }
  }

  @Test
  void nodes_that_are_all_down_at_the_start_are_said_so_at_once_and_served_when_one_comes()
      throws Exception {
    try (Simulation simulation = nodes()) {
      simulation.nodes().forEach(node -> node.fault(new Fault.Kill()));
      try (Gateway gateway = before(simulation)) {
        awaitFirstVerdicts(gateway);
        HttpResponse<String> none = send(call(gateway, "eth_blockNumber", "[]"));
        assertEquals(503, none.statusCode());
        assertTrue(none.body().contains("\"code\":-32005"), none::body);
        assertTrue(none.body().contains("test-a"), none::body);
        assertFalse(none.body().contains("127.0.0.1"), "no address leaves: " + none.body());
        assertEquals(503, get(gateway, "/readyz").statusCode());
        assertEquals(200, get(gateway, "/livez").statusCode());

        simulation.node("test-b").heal();
        assertTrue(
            Pause.until(() -> gateway.board().of("test").orElseThrow().servable(), LONG),
            "served again");
        assertEquals(200, send(call(gateway, "eth_blockNumber", "[]")).statusCode());
        assertEquals(200, get(gateway, "/readyz?chain=test").statusCode());
      }
    }
  }

  @Test
  void a_drain_says_so_first_and_finishes_what_is_under_way() throws Exception {
    try (Simulation simulation = nodes();
        Gateway gateway = before(simulation)) {
      awaitFirstVerdicts(gateway);
      CompletableFuture<HttpResponse<String>> slow =
          CLIENT.sendAsync(
              call(gateway, "sim_sleep", "[1500]"), HttpResponse.BodyHandlers.ofString());
      SimulatedNode primary = simulation.node("test-a");
      assertTrue(Pause.until(() -> methodsAt(primary).contains("sim_sleep"), LONG), "under way");

      CompletableFuture<Void> drained = CompletableFuture.runAsync(gateway::drainAndStop);
      assertTrue(Pause.until(() -> readyStatus(gateway) == 503, LONG), "/readyz says it first");
      assertEquals(
          200,
          send(call(gateway, "eth_blockNumber", "[]")).statusCode(),
          "and service goes on for the drain's delay");
      assertEquals(200, slow.join().statusCode());
      assertEquals("close", slow.join().headers().firstValue("Connection").orElse(""));
      drained.join();
    }
  }

  private static int readyStatus(Gateway gateway) {
    try {
      return get(gateway, "/readyz").statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
