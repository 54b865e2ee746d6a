package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.operate.ServiceManager;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.anvil.Await;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A start that makes itself fast before it says that it is ready.
class WarmUpIT {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final String READ = Callers.call("eth_getBalance", "[\"0x0\",\"latest\"]");

  @Test
  void a_warm_up_is_seen_by_no_node_no_metric_and_no_history() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        Gateway gateway = before(nodes)) {
      assertTrue(gateway.awaitFirstVerdicts(Duration.ofSeconds(20)), "first verdicts");
      gateway.warmUp(SHORT, 500);

      assertTrue(
          nodes.nodes("test").stream()
              .flatMap(node -> node.received().stream())
              .noneMatch(call -> call.toString().contains("eth_getTransactionReceipt")));
      String metrics = admin(gateway, "/metrics");
      assertFalse(metrics.contains("warm-up"), metrics);
      assertFalse(metrics.contains("eth_call"), metrics);
      assertTrue(gateway.board().all().stream().allMatch(health -> health.failovers().size() <= 1));
      assertFalse(admin(gateway, "/history").contains("warm-up"));
      try (RawClient client = new RawClient(gateway.rpcAddress())) {
        assertEquals(404, client.post("/warm-up", READ).reply().status());
      }
    }
  }

  @Test
  void what_a_warm_up_sends_is_answered() throws Exception {
    SteadyClock clock = SteadyClock.system();
    try (Loops loops = new Loops("warm", 2)) {
      assertTrue(WarmUp.run(loops, clock, SHORT, 500, () -> true) > 0);
      assertTrue(WarmUp.run(loops, clock, SHORT, 500, () -> true) > 0, "and again");
      assertEquals(
          0, WarmUp.run(loops, clock, Duration.ZERO, 500, () -> true), "when there is no time");
    }
  }

  /// The picture that its calls are served by must not seem to be from before a standstill.
  @Test
  void a_warm_up_may_take_longer_than_a_picture_lasts() throws Exception {
    try (Loops loops = new Loops("warm", 2)) {
      Duration most = HealthSettings.DEFAULTS.overslept().plusSeconds(1);
      assertTrue(WarmUp.run(loops, SteadyClock.system(), most, Long.MAX_VALUE, () -> true) > 0);
    }
  }

  @Test
  void it_is_not_ready_while_it_warms_up_and_serves_all_the_same() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        Gateway gateway = before(nodes);
        RawClient client = new RawClient(gateway.rpcAddress())) {
      gateway.awaitWarmUp();
      assertTrue(gateway.awaitFirstVerdicts(Duration.ofSeconds(20)), "first verdicts");
      RawClient.Reply page = ready(client);
      assertEquals(503, page.status());
      assertTrue(page.body().contains("warms up"), page.body());
      assertEquals(200, client.post("/test", READ).reply().status());

      gateway.warmUp(SHORT, 1);
      assertEquals(200, ready(client).status());
    }
  }

  @Test
  void a_process_warms_up_and_then_says_that_it_serves() {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes).jvm("-Dheadgate.warmUp=on").ready()) {
      Await.until("it says so", () -> gateway.said().contains("headgate serves"));
      assertTrue(gateway.logged().contains("warmed up with"), gateway.logged());
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
    }
  }

  /// The drain is over long before the warm-up would be. Were the event loops too, its calls would
  /// fail, and now and then the end of its channels be waited for in vain.
  @Test
  void a_process_that_is_told_to_end_in_its_warm_up_ends() {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes).jvm("-Dheadgate.warmUp=on").start()) {
      Await.until("it warms up", () -> sockets(gateway.pid()) > 20);
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
      assertTrue(gateway.logged().contains("drained: "), gateway.logged());
      assertTrue(gateway.logged().contains("warmed up with"), gateway.logged());
    }
  }

  /// The warm-up has 8 clients and their connections' other ends, and the gateway but a few.
  private static long sockets(long pid) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return open.filter(WarmUpIT::isSocket).count();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException closed) {
      return false;
    }
  }

  private static RawClient.Reply ready(RawClient client) throws IOException {
    return client.send(RawClient.head("GET /readyz HTTP/1.1", "Host: localhost")).reply();
  }

  private static String admin(Gateway gateway, String path) throws IOException {
    try (RawClient client = new RawClient(gateway.adminAddress())) {
      return client
          .send(RawClient.head("GET " + path + " HTTP/1.1", "Host: localhost"))
          .reply()
          .body();
    }
  }

  private static Gateway before(Simulation nodes) throws Exception {
    String urls =
        nodes.nodes("test").stream().map(n -> n.uri().toString()).collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of("test=" + urls), 2).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Gateway.start(
        new GatewaySettings(
            new ListenSettings(free, free, List.of(), Duration.ZERO, false),
            2,
            Optional.empty(),
            usual.chains(),
            usual.breaker(),
            usual.calls(),
            usual.limits()),
        ConfigSource.NONE,
        SteadyClock.system(),
        "test",
        ServiceManager.none());
  }
}
