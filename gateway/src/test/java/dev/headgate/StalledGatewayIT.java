package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.Provision;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.anvil.TestGateway.NodeAt;
import dev.headgate.testing.anvil.TestGateway.Spec;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway process that stands still itself, or whose wall clock is wrong, while its nodes are in
/// full health: rows 46 and 48 of the faults to be survived. What it then sees is its own fault,
/// and it must not blame a node for it. Bounds are on counts; the times are printed.
class StalledGatewayIT {
  private static final int STEADY = 500;
  private static final int COLLECTIONS = 20;
  private static final Duration STALL = Duration.ofSeconds(5);
  private static final Duration TICKS = Duration.ofSeconds(3);
  private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":\"([^\"]+)\"");

  /// A gateway before two simulated nodes in full health, under steady calls.
  private record Scene(Simulation nodes, TestGateway gateway, Callers callers)
      implements AutoCloseable {

    static Scene of(Spec like) throws IOException, InterruptedException {
      Simulation nodes =
          Simulation.of(SteadyClock.system())
              .chain("test", like.chainId(), Duration.ofSeconds(1), 2)
              .start();
      try {
        TestGateway gateway =
            TestGateway.start(
                new Spec(
                    like.chainId(),
                    at(nodes.node("test-a")),
                    at(nodes.node("test-b")),
                    "health: {failbackAfter: 2s, flapWindow: 0s}",
                    like.jvm(),
                    like.environment()));
        gateway.awaitActive("test-a");
        String call = Callers.call("eth_getBalance", "[\"0x%040d\",\"latest\"]".formatted(7));
        return new Scene(
            nodes, gateway, Callers.start(gateway.rpc(), 16, Duration.ofMillis(20), call, ""));
      } catch (RuntimeException | AssertionError e) {
        nodes.close();
        throw e;
      }
    }

    private static NodeAt at(SimulatedNode node) throws IOException, InterruptedException {
      URI uri = node.uri();
      for (int i = 0; i < 20; i++) { // its code is cold, and a first probe must not find out
        Callers.ask(uri, Callers.call("eth_getBlockByNumber", "[\"latest\",false]"));
      }
      return new NodeAt(node.name(), uri);
    }

    /// Something happens to the gateway, and for some ticks more: nobody was blamed.
    void blamesNobodyFor(String name, Runnable happening) {
      callers.awaitAnswers(STEADY);
      int failovers = gateway.failovers();
      int logged = gateway.logged().length();
      happening.run();
      callers.awaitAnswers(STEADY);
      Pause.of(TICKS);
      callers.awaitAnswers(1);
      String since = gateway.logged().substring(logged);
      System.out.printf(
          "%-20s calls %d, failed %d, longest %d ms%n",
          name, callers.answered(), callers.failed().size(), callers.longestMs());
      assertEquals(List.of(), callers.failed());
      assertEquals(failovers, gateway.failovers(), "changes of the active node");
      assertFalse(since.contains("is unfit"), since);
      for (String node : List.of("test-a", "test-b")) {
        assertTrue(gateway.node(node).path("fit").asBoolean(), node + " is fit");
        assertEquals("closed", gateway.node(node).path("breaker").asString(""), node);
        assertEquals(0, gateway.attempts(node, "timeout"), node);
        assertEquals(0, gateway.attempts(node, "evicted"), node);
      }
    }

    @Override
    public void close() {
      callers.close();
      gateway.close();
      nodes.close();
    }
  }

  private static Spec plain() {
    NodeAt whatever = new NodeAt("", URI.create("http://127.0.0.1"));
    return Spec.of(4242, whatever, whatever);
  }

  @Test
  void a_gateway_that_was_stopped_for_five_seconds_blames_no_node() throws Exception {
    try (Scene scene = Scene.of(plain())) {
      scene.blamesNobodyFor(
          "SIGSTOP for 5 s",
          () -> {
            scene.gateway().signal("STOP");
            try {
              Pause.of(STALL);
            } finally {
              scene.gateway().signal("CONT");
            }
          });
    }
  }

  @Test
  void full_collections_one_after_the_other_in_a_small_heap_blame_no_node() throws Exception {
    try (Scene scene = Scene.of(plain().jvm("-Xmx96m"))) {
      scene.blamesNobodyFor(
          COLLECTIONS + " collections",
          () -> {
            for (int i = 0; i < COLLECTIONS; i++) {
              jcmd(scene.gateway().pid(), "GC.run");
            }
          });
    }
  }

  @Test
  @Tag("full")
  void a_wall_clock_that_jumps_an_hour_moves_nothing(@TempDir Path folder) throws Exception {
    Path clock = Files.writeString(folder.resolve("clock"), "+0\n");
    Map<String, String> faked =
        Map.of(
            "LD_PRELOAD",
            Provision.faketime().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            clock.toString(),
            "FAKETIME_CACHE_DURATION",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1");
    try (Scene scene = Scene.of(plain().environment(faked))) {
      for (int hours : List.of(1, -1)) {
        scene.blamesNobodyFor(
            "wall clock %+d h".formatted(hours), () -> write(clock, "%+dh%n".formatted(hours)));
        assertEquals(hours, hoursAheadByItsLog(scene), "its wall clock was moved");
      }
    }
  }

  /// The standby dies and comes back, which the gateway logs.
  private static long hoursAheadByItsLog(Scene scene) {
    SimulatedNode standby = scene.nodes().node("test-b");
    int logged = scene.gateway().logged().length();
    standby.fault(new Fault.Kill());
    Await.until(
        "the death of the standby is logged",
        () -> scene.gateway().logged().substring(logged).contains("test-b is unfit"));
    Matcher at = TIMESTAMP.matcher(scene.gateway().logged().substring(logged));
    assertTrue(at.find());
    standby.heal();
    Await.until("it is back", () -> scene.gateway().node("test-b").path("fit").asBoolean());
    Duration ahead = Duration.between(SteadyClock.system().wall(), Instant.parse(at.group(1)));
    return Math.round(ahead.toSeconds() / 3600.0);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void jcmd(long pid, String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertEquals(0, Await.exit(process), "exit of jcmd");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
