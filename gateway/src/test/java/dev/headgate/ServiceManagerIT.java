package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.ConfigSource;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.ListenSettings;
import dev.headgate.config.Reloaded;
import dev.headgate.operate.ServiceManager;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.NotifyReceiver;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.anvil.Await;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `Type=notify`, with a socket of ours where systemd's would be, and row 49 of the faults to be
/// survived: an event loop that stands.
class ServiceManagerIT {
  private static final long WATCHDOG_MICROS = 800_000;
  private static final String STANDS = "headgate_loops_standing 1.0";
  private static final String ALIVE = "WATCHDOG=1";

  @Test
  void a_process_says_when_it_is_ready_that_it_lives_and_that_it_ends(@TempDir Path folder)
      throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        NotifyReceiver systemd = new NotifyReceiver(folder.resolve("notify").toString());
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .environment(systemd.environment(WATCHDOG_MICROS))
                .start()) {
      assertEquals("READY=1\nSTATUS=test served by test-a", systemd.await("READY=1"));
      assertEquals(200, gateway.readyStatus(), "it was true");
      systemd.await(ALIVE);
      systemd.await(ALIVE);

      gateway.signal("TERM");
      String stopping = systemd.await("STOPPING=1");
      assertTrue(stopping.contains("\nEXTEND_TIMEOUT_USEC=132100000\n"), stopping);
      assertEquals(0, gateway.exit());
    }
  }

  @Test
  void an_abstract_name_is_as_good_as_a_path() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        NotifyReceiver systemd = new NotifyReceiver("@headgate-" + ProcessHandle.current().pid());
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes)
                .environment(systemd.environment(WATCHDOG_MICROS))
                .start()) {
      systemd.await("READY=1");
      assertTrue(gateway.lives());
    }
  }

  @Test
  void a_socket_that_nobody_has_keeps_nobody_from_serving(@TempDir Path folder) throws Exception {
    Map<String, String> gone =
        Map.of("NOTIFY_SOCKET", folder.resolve("none").toString(), "WATCHDOG_USEC", "800000");
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = GatewayProcess.Spec.of(nodes).environment(gone).ready()) {
      Await.until("it says so", () -> gateway.logged().contains("systemd could not be told"));
      gateway.signal("TERM");
      assertEquals(0, gateway.exit());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void a_loop_that_stands_is_said_by_silence_and_the_others_clients_are_served(int which)
      throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Simulation nodes = GatewayProcess.twoNodes();
        NotifyReceiver systemd = new NotifyReceiver("@headgate-loop-" + which);
        Gateway gateway = before(nodes, systemd)) {
      assertTrue(gateway.awaitFirstVerdicts(Duration.ofSeconds(20)), "first verdicts");
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RawClient client = new RawClient(gateway.rpcAddress());
        assertEquals(200, client.post("/test", chainId()).reply().status());
        clients.add(client);
      }
      systemd.await(ALIVE);

      gateway.eventLoops().get(which).execute(() -> stand(release));
      AtomicInteger served = new AtomicInteger();
      List<Thread> callers = clients.stream().map(client -> call(client, served)).toList();
      Await.until("it is seen", () -> admin(gateway, "/metrics").contains(STANDS));
      Await.until("others are served", () -> served.get() > 0);
      systemd.forget(ALIVE);
      awaitPictures(gateway, 3); // seconds, in which the watchdog looks many times
      assertTrue(served.get() < clients.size(), "those on the loop wait");
      assertEquals(0, systemd.forget(ALIVE), "signs of life");

      release.countDown();
      systemd.await(ALIVE);
      for (Thread caller : callers) {
        caller.join();
      }
      assertEquals(clients.size(), served.get(), "and then everybody is served");
    } finally {
      release.countDown();
    }
  }

  @Test
  void a_reload_in_a_drain_does_not_say_that_it_serves() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        NotifyReceiver systemd = new NotifyReceiver("@headgate-reload");
        Gateway gateway = before(nodes, systemd);
        RawClient client = new RawClient(gateway.rpcAddress())) {
      assertTrue(gateway.awaitFirstVerdicts(Duration.ofSeconds(20)), "first verdicts");
      assertEquals(200, client.post("/test", chainId()).reply().status());
      gateway.announceReady();
      systemd.await("READY=1");

      gateway.drain(); // which an idle connection holds up for a second
      systemd.await("STOPPING=1");
      assertInstanceOf(Reloaded.Refused.class, gateway.reload());
      gateway.awaitEnd();
      assertEquals(0, systemd.forget("RELOADING=1") + systemd.forget("READY=1"));
    }
  }

  private static void stand(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread call(RawClient client, AtomicInteger served) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            if (client.post("/test", chainId()).reply().status() == 200) {
              served.incrementAndGet();
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void awaitPictures(Gateway gateway, int more) {
    long wanted = picture(gateway) + more;
    Await.until(more + " more pictures", () -> picture(gateway) >= wanted);
  }

  private static long picture(Gateway gateway) {
    return gateway.board().all().getFirst().generation();
  }

  private static String chainId() {
    return Callers.call("eth_chainId", "[]");
  }

  private static String admin(Gateway gateway, String path) {
    try (RawClient client = new RawClient(gateway.adminAddress())) {
      return client
          .send(RawClient.head("GET " + path + " HTTP/1.1", "Host: localhost"))
          .reply()
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A gateway in this process, on two event loops.
  private static Gateway before(Simulation nodes, NotifyReceiver systemd) throws Exception {
    String urls =
        nodes.nodes("test").stream().map(n -> n.uri().toString()).collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of("test=" + urls), 2).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return Gateway.start(
        new GatewaySettings(
            new ListenSettings(free, free, List.of(), Duration.ZERO, false),
            2,
            usual.defaultChain(),
            usual.chains(),
            usual.breaker(),
            usual.calls(),
            usual.limits()),
        ConfigSource.NONE,
        SteadyClock.system(),
        "test",
        ServiceManager.of(systemd.environment(WATCHDOG_MICROS), 0));
  }

  /// The unit that an operator installs, with a launcher that is there.
  @Test
  void the_unit_is_valid_and_exposes_little(@TempDir Path folder) throws Exception {
    assumeTrue(run("systemd-analyze", "--version").code() == 0, "systemd-analyze is missing");
    Path unit = folder.resolve("headgate.service");
    Files.writeString(
        unit,
        Files.readString(Path.of("../config/systemd/headgate.service"))
            .replace("/opt/headgate/bin/headgate", Path.of("bin/headgate").toRealPath().toString())
            .replace("file:///opt/headgate/README.md", "file:///" + folder));
    Ran verified = run("systemd-analyze", "verify", unit.toString());
    assertEquals(new Ran(0, ""), verified);
    Ran security =
        run(
            "systemd-analyze",
            "security",
            "--offline=true",
            "--no-pager",
            "--threshold=20",
            unit.toString());
    assertEquals(0, security.code(), security.said());
  }

  private record Ran(int code, String said) {}

  private static Ran run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), said);
    } catch (IOException missing) {
      return new Ran(-1, missing.toString());
    }
  }
}
