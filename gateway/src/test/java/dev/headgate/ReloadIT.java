package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.headgate.chain.Node;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.config.Reloaded;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RequestPath;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A running gateway takes another configuration, whole or not at all, and nobody notices.
@ExtendWith(NoLeaks.class)
class ReloadIT {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path home;

  /// A gateway, its nodes and its file.
  private final class World implements AutoCloseable {
    final Simulation simulation =
        Simulation.of(CLOCK)
            .chain("test", 4242, Duration.ofSeconds(1), 4)
            .chain("other", 4243, Duration.ofSeconds(1), 2)
            .start();
    final Path file = home.resolve("headgate.yaml");
    final Gateway gateway;

    World() throws IOException {
      write(usual());
      ConfigSource source = ConfigSource.of("headgate.yaml", this::read);
      gateway = Gateway.start(read().settings().orElseThrow(), source, CLOCK, "test");
      assertTrue(gateway.awaitFirstVerdicts(LONG), "first verdicts");
    }

    String node(String name, String more) {
      return "{name: %s, http: \"%s\"%s}".formatted(name, simulation.node(name).uri(), more);
    }

    String chain(String name, long id, String... nodes) {
      return "  %s: {chainId: %d, blockTime: 1s, nodes: [%s]}\n"
          .formatted(name, id, String.join(", ", nodes));
    }

    String test(String... nodes) {
      return chain("test", 4242, nodes);
    }

    String a() {
      return node("test-a", ", role: primary, ws: \"" + simulation.node("test-a").wsUri() + "\"");
    }

    String b() {
      return node("test-b", ", role: standby");
    }

    String c() {
      return node("test-c", ", role: standby");
    }

    String usual() {
      return config("", test(a(), b()));
    }

    String config(String sections, String... chains) {
      return "threads: 2\ndefaultChain: test\nlisten: {stamps: true}\n%schains:\n%s"
          .formatted(sections, String.join("", chains));
    }

    void write(String text) throws IOException {
      Files.writeString(file, text);
    }

    Reloaded reload(String text) throws IOException {
      write(text);
      return gateway.reload();
    }

    Reloaded applied(String text) throws IOException {
      Reloaded result = reload(text);
      assertInstanceOf(Reloaded.Applied.class, result, result::sentence);
      return result;
    }

    Reloaded.Refused refused(String text) throws IOException {
      Reloaded result = reload(text);
      return assertInstanceOf(Reloaded.Refused.class, result, result::sentence);
    }

    /// As from the file, but that both listeners are on any free port.
    ConfigReader.Reading read() {
      ConfigReader.Reading reading = ConfigReader.check(file, Map.of(), 2);
      return new ConfigReader.Reading(
          reading.settings().map(ReloadIT::onFreePorts), reading.problems());
    }

    HttpResponse<String> call(String path, String method) throws Exception {
      return CLIENT.send(request(path, method), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest request(String path, String method) {
      return HttpRequest.newBuilder(at(gateway.rpcAddress(), path))
          .timeout(LONG)
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(RequestPath.call("1", method)))
          .build();
    }

    String page(String path) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(at(gateway.adminAddress(), path)).timeout(LONG).build();
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    String active(String chain) {
      return gateway.board().of(chain).orElseThrow().active().map(Node::name).orElse("");
    }

    void awaitActive(String node) {
      assertTrue(Pause.until(() -> active("test").equals(node), LONG), node);
    }

    @Override
    public void close() {
      gateway.close();
      simulation.close();
    }
  }

  private static URI at(InetSocketAddress address, String path) {
    return URI.create("http://127.0.0.1:" + address.getPort() + path);
  }

  private static GatewaySettings onFreePorts(GatewaySettings s) {
    InetAddress here = InetAddress.getLoopbackAddress();
    boolean usual = s.listen().rpc().equals(ListenSettings.DEFAULTS.rpc());
    return new GatewaySettings(
        new ListenSettings(
            usual ? new InetSocketAddress(here, 0) : s.listen().rpc(),
            new InetSocketAddress(here, 0),
            s.listen().trustedProxies(),
            s.listen().drainDelay(),
            s.listen().stamps()),
        s.threads(),
        s.defaultChain(),
        s.chains(),
        s.breaker(),
        s.calls(),
        s.limits());
  }

  @Test
  void a_new_node_is_known_before_a_call_may_go_there_and_the_sentence_says_it_all()
      throws Exception {
    try (World world = new World()) {
      Reloaded result =
          world.applied(
              world.config("health: {fall: 3}\n", world.test(world.a(), world.b(), world.c())));
      assertEquals(
          "reloaded headgate.yaml: test: node test-c added, health.fall 2 -> 3", result.sentence());
      assertEquals(3, world.gateway.board().of("test").orElseThrow().fitCount());
      assertEquals(
          "reloaded headgate.yaml: nothing in it has changed", world.gateway.reload().sentence());
      assertTrue(
          world.page("/metrics").contains("headgate_node_fit{chain=\"test\",node=\"test-c\"} 1.0"));
    }
  }

  @Test
  void a_file_that_is_refused_leaves_the_one_before_in_force_and_shows_in_the_metrics()
      throws Exception {
    try (World world = new World()) {
      Reloaded.Refused misspelt =
          world.refused(world.config("health: {fal: 3}\n", world.test(world.a())));
      assertEquals(4, misspelt.problems().getFirst().line());
      assertTrue(misspelt.sentence().contains("headgate.yaml:4:10: "), misspelt::sentence);
      assertTrue(misspelt.sentence().contains("`fall`"), misspelt::sentence);
      assertTrue(world.page("/metrics").contains("headgate_config_reload_success 0.0"));
      assertEquals(2, world.gateway.board().of("test").orElseThrow().nodes().size());

      Reloaded.Refused moved =
          world.refused(
              world
                  .config("health: {fall: 3}\n", world.test(world.a(), world.b()))
                  .replace("threads: 2", "threads: 3"));
      assertTrue(moved.sentence().contains("threads 2 -> 3"), moved::sentence);
      assertTrue(moved.sentence().contains("restart"), moved::sentence);

      assertEquals(200, world.call("/test", "eth_chainId").statusCode());
      world.applied(world.config("health: {fall: 3}\n", world.test(world.a(), world.b())));
      assertTrue(world.page("/metrics").contains("headgate_config_reload_success 1.0"));
    }
  }

  @Test
  void what_was_learned_of_nodes_that_stay_is_kept_whatever_else_changes() throws Exception {
    try (World world = new World()) {
      world.simulation.node("test-a").fault(new Fault.Kill());
      world.awaitActive("test-b");
      world.simulation.node("test-a").heal();
      assertTrue(
          Pause.until(() -> world.gateway.board().of("test").orElseThrow().fitCount() == 2, LONG));
      String history = world.page("/history");

      world.applied(
          world.config(
              "breaker: {inARow: 9}\ncalls: {hedgeAfter: off}\nhealth: {rise: 3}\n",
              world.test(world.a(), world.node("test-b", ", role: standby, batch: 7"))));

      assertEquals("test-b", world.active("test"), "the primary has not been well for long");
      assertEquals(2, world.gateway.board().of("test").orElseThrow().fitCount());
      assertEquals(history, world.page("/history"));
      assertEquals(
          "test-b",
          world.call("/test", "eth_chainId").headers().firstValue("X-Headgate-Node").orElse(""));
    }
  }

  @Test
  void a_node_that_is_taken_out_ends_with_its_calls_and_leaves_its_place_to_another()
      throws Exception {
    try (World world = new World();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      SimulatedNode a = world.simulation.node("test-a");
      a.fault(Fault.parse("slow 700ms"));
      Future<HttpResponse<String>> under = threads.submit(() -> world.call("/test", "eth_getLogs"));
      assertTrue(
          Pause.until(
              () -> a.received().stream().map(Received::method).anyMatch("eth_getLogs"::equals),
              LONG));

      world.applied(
          world.config("", world.test(world.node("test-b", ", role: primary"), world.c())));

      assertEquals("test-b", world.active("test"));
      assertEquals(
          "removed",
          world.gateway.board().of("test").orElseThrow().failovers().getFirst().reason());
      HttpResponse<String> answer = under.get(30, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode(), answer::body);
      assertEquals("test-a", answer.headers().firstValue("X-Headgate-Node").orElse(""));
      long calls = a.calls();
      assertEquals(200, world.call("/test", "eth_chainId").statusCode());
      assertEquals(calls, a.calls(), "nothing more goes there");
      List<String> left =
          world.page("/metrics").lines().filter(line -> line.contains("node=\"test-a\"")).toList();
      assertEquals(List.of(), left);
    }
  }

  @Test
  void a_call_on_a_hung_node_moves_though_the_node_was_taken_out_meanwhile() throws Exception {
    String off = "calls: {hedgeAfter: off}\n";
    try (World world = new World();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      world.applied(world.config(off, world.test(world.a(), world.b())));
      SimulatedNode a = world.simulation.node("test-a");
      a.fault(Fault.parse("slow 60s"));
      Future<HttpResponse<String>> under =
          threads.submit(() -> world.call("/test", "eth_gasPrice"));
      assertTrue(
          Pause.until(
              () -> a.received().stream().map(Received::method).anyMatch("eth_gasPrice"::equals),
              LONG));
      world.applied(world.config(off, world.test(world.b(), world.c())));
      HttpResponse<String> answer = under.get(60, TimeUnit.SECONDS);
      assertEquals(200, answer.statusCode(), answer::body);
      assertEquals("test-b", answer.headers().firstValue("X-Headgate-Node").orElse(""));
    }
  }

  @Test
  void reloads_at_once_are_one_after_the_other() throws Exception {
    try (World world = new World();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      world.write(world.config("health: {fall: 4}\n", world.test(world.a(), world.b())));
      List<Future<Reloaded>> all = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        all.add(threads.submit(world.gateway::reload));
      }
      int applied = 0;
      for (Future<Reloaded> each : all) {
        Reloaded result = each.get(30, TimeUnit.SECONDS);
        assertFalse(result instanceof Reloaded.Refused, result::sentence);
        applied += result instanceof Reloaded.Applied ? 1 : 0;
      }
      assertEquals(1, applied, "the others find nothing changed");
    }
  }

  @Test
  void a_chain_comes_and_is_served_at_once_and_goes_without_a_trace() throws Exception {
    try (World world = new World()) {
      String other =
          world.chain("other", 4243, world.node("other-a", ""), world.node("other-b", ""));
      assertEquals(404, world.call("/other", "eth_chainId").statusCode());
      world.applied(world.config("", world.test(world.a(), world.b()), other));
      assertEquals(200, world.call("/other", "eth_chainId").statusCode());
      assertEquals(200, world.call("/4243", "eth_chainId").statusCode());
      world.applied(world.usual());
      assertEquals(404, world.call("/other", "eth_chainId").statusCode());
      assertFalse(world.page("/metrics").contains("chain=\"other\""));
      assertFalse(world.page("/status?format=json").contains("other"));
    }
  }

  @Test
  void nodes_that_are_all_new_serve_from_the_first_call_and_if_none_answers_nothing_changes()
      throws Exception {
    try (World world = new World()) {
      world.simulation.node("test-d").fault(new Fault.Kill());
      Reloaded.Refused dead =
          world.refused(world.config("", world.test(world.node("test-d", ", role: primary"))));
      assertTrue(
          dead.sentence().contains("test is served now and would not be: test-d unreachable"),
          dead::sentence);
      assertEquals(200, world.call("/test", "eth_chainId").statusCode());

      world.simulation.node("test-d").heal();
      world.applied(world.config("", world.test(world.node("test-d", ", role: primary"))));
      HttpResponse<String> first = world.call("/test", "eth_chainId");
      assertEquals(200, first.statusCode(), first::body);
      assertEquals("test-d", first.headers().firstValue("X-Headgate-Node").orElse(""));
    }
  }

  @Test
  void a_header_that_is_turned_over_is_sent_on_the_connection_that_there_is() throws Exception {
    try (World world = new World()) {
      assertEquals(200, world.call("/test", "eth_chainId").statusCode());
      long opened = world.simulation.node("test-b").connectionsOpened();
      Reloaded result =
          world.applied(
              world.config(
                  "",
                  world.test(
                      world.a(),
                      world.node("test-b", ", role: standby, headers: {X-Key: canary-5ecret}"))));
      assertFalse(result.sentence().contains("canary"), result::sentence);
      assertTrue(result.sentence().contains("headers"), result::sentence);
      assertEquals(200, world.call("/test", "eth_chainId").statusCode());
      assertEquals(opened, world.simulation.node("test-b").connectionsOpened());
    }
  }

  /// FAULTS row 56.
  @Test
  void a_hundred_reloads_under_load_cost_no_call_and_leave_nothing_behind() throws Exception {
    int clients = 8;
    try (World world = new World();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
      AtomicInteger calls = new AtomicInteger();
      AtomicBoolean over = new AtomicBoolean();
      CountDownLatch warm = new CountDownLatch(clients);
      List<Future<?>> load = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        load.add(threads.submit(() -> callUntil(over, world, calls, failed, warm)));
      }
      assertTrue(warm.await(30, TimeUnit.SECONDS));
      Footprint before = Footprint.now(world);
      long opened = world.simulation.node("test-a").connectionsOpened();
      long sockets = world.simulation.node("test-a").sockets();
      List<WeakReference<HealthBoard.Slot>> slots = new ArrayList<>();

      List<String> kinds = kinds(world);
      for (int i = 0; i < 100; i++) {
        String kind = kinds.get(i % kinds.size());
        int seen = calls.get();
        Reloaded result = world.reload(kind);
        boolean refusal = kind.contains("fal:") || kind.contains("threads: 3");
        assertEquals(refusal, result instanceof Reloaded.Refused, result::sentence);
        slots.add(new WeakReference<>(world.gateway.board().slot("test")));
        assertTrue(Pause.until(() -> calls.get() > seen + clients, LONG), "calls go on");
      }
      world.applied(world.usual() + "\nhealth: {fall: 4}\n");
      long made = world.simulation.node("test-a").connectionsOpened() - opened;
      over.set(true);
      for (Future<?> each : load) {
        each.get(30, TimeUnit.SECONDS);
      }

      assertEquals(
          List.of(), failed.stream().limit(3).toList(), failed.size() + " of " + calls + " failed");
      assertTrue(made <= 2L * clients, made + " connections to a node that stayed");
      assertEquals(sockets, world.simulation.node("test-a").sockets(), "its WebSocket has stayed");
      assertTrue(
          Pause.until(() -> before.isMatchedBy(Footprint.now(world)), LONG),
          () -> before + " became " + Footprint.now(world));
      assertTrue(
          Pause.until(() -> left(world, slots) == 0, LONG),
          () -> left(world, slots) + " configurations of the past are still held");
    }
  }

  private static List<String> kinds(World world) {
    String[] both = {world.a(), world.b()};
    String test = world.test(both);
    String other = world.chain("other", 4243, world.node("other-a", ""));
    String batch = world.node("test-b", ", role: standby, batch: 7, headers: {X-Key: k}");
    return List.of(
        world.config("", world.test(world.a(), world.b(), world.c())),
        world.config("health: {fal: 3}\n", test),
        world.config("", test, other),
        world.config("calls: {deadline: 20s, hedgeAfter: off}\n", test),
        world.config("", world.test(world.c(), world.a())),
        world.config("health: {fall: 3, probeInterval: 500ms}\n", test, other),
        world.config("", test).replace("threads: 2", "threads: 3"),
        world.config("breaker: {inARow: 7}\n", world.test(world.a(), batch)),
        world.config("limits: {batch: 100, connectionsPerClient: 500}\n", test),
        world.config("methods: {deny: [\"admin_*\"]}\n", world.test(world.a(), world.c())),
        world.config("", world.test(world.a().replace("primary", "standby"), world.b())));
  }

  private static void callUntil(
      AtomicBoolean over,
      World world,
      AtomicInteger calls,
      ConcurrentLinkedQueue<String> failed,
      CountDownLatch warm) {
    String[] methods = {"eth_blockNumber", "eth_chainId", "eth_gasPrice"};
    try (RawClient client = new RawClient(world.gateway.rpcAddress())) {
      for (int i = 0; !over.get(); i++) {
        RawClient.Reply reply =
            client.post("/test", RequestPath.call("" + i, methods[i % 3])).reply();
        if (reply.status() != 200 || !reply.body().contains("\"result\"")) {
          failed.add(reply.status() + " " + reply.body());
        }
        calls.incrementAndGet();
        if (i == 20) {
          warm.countDown();
        }
      }
    } catch (IOException e) {
      failed.add("its connection: " + e);
    }
  }

  private static long left(World world, List<WeakReference<HealthBoard.Slot>> slots) {
    System.gc();
    HealthBoard.Slot now = world.gateway.board().slot("test");
    return slots.stream().filter(slot -> !slot.refersTo(null) && !slot.refersTo(now)).count();
  }

  /// What a process holds.
  private record Footprint(int threads, long files, long series) {
    static Footprint now(World world) {
      try {
        return new Footprint(
            ManagementFactory.getThreadMXBean().getThreadCount(),
            ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getOpenFileDescriptorCount(),
            world.page("/metrics").lines().filter(line -> line.contains("node=\"")).count());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /// Some connections come and go by themselves, and so do the JDK's own threads.
    boolean isMatchedBy(Footprint after) {
      return after.threads <= threads + 4 && after.files <= files + 8 && after.series <= series + 2;
    }
  }
}
