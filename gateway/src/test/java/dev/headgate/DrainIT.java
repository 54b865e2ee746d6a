package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Balanced;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rows 54 and 55 of the faults to be survived: a gateway process is told to end, or killed, under
/// load; and invariant 9. Bounds are on counts.
class DrainIT {
  private static final int KEPT = 15;
  private static final int FRESH = 5;

  /// Of each client: together they make some 500 calls a second.
  private static final Duration PAUSE = Duration.ofMillis(38);

  private static final int STEADY = 500;
  private static final int LONG = 24 << 20;
  private static final String READ = Callers.call("eth_getBalance", "[\"0x%040d\",\"latest\"]");

  private static String read() {
    return READ.formatted(7);
  }

  @Test
  void a_gateway_that_is_told_to_end_under_load_fails_no_call() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess ending = GatewayProcess.Spec.of(nodes).drainDelay("1s").ready();
        GatewayProcess other = GatewayProcess.Spec.of(nodes).ready();
        Balanced clients = Balanced.start(List.of(ending, other), KEPT, FRESH, PAUSE, read())) {
      clients.awaitAnswers(STEADY);
      List<RawClient> streams = streams(ending, 3);
      RawClient idle = new RawClient(ending.address());
      assertEquals(200, idle.post(ending.path(), read()).reply().status());

      ending.signal("TERM");
      Await.until("/readyz says 503", () -> ending.readyStatus() == 503);
      RawClient late = new RawClient(ending.address());
      Reply served = late.post(ending.path(), read()).reply();
      assertEquals(200, served.status(), "a new connection after /readyz said 503");
      assertEquals("", served.header("connection"), "which is still kept");
      pipelinedOverTheDelay(ending);
      assertEquals("", idle.untilTheEnd(), "an idle connection ends without a word");
      Await.until("new connections are refused", () -> refused(ending));
      assertTrue(ending.lives(), "streams are under way");
      streams.forEach(DrainIT::assertWhole);

      assertEquals(0, ending.exit());
      clients.awaitAnswers(STEADY);
      System.out.printf(
          "SIGTERM: calls %d, failed %d, told of the end %d%n",
          clients.answered(), clients.failed().size(), clients.told());
      assertEquals(List.of(), clients.failed());
      assertTrue(clients.told() > 0, "kept connections were told of their end");
      assertTrue(ending.logged().contains("every call has its answer"), ending::logged);
    }
  }

  /// Clients that have the first bytes of a long answer and do not read on.
  private static List<RawClient> streams(GatewayProcess from, int count) throws IOException {
    List<RawClient> streams = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RawClient stream = new RawClient(from.address(), 16 << 10);
      stream.post(from.path(), Callers.call("sim_blob", "[" + LONG + "]"));
      stream.awaitBytes(200);
      streams.add(stream);
    }
    return streams;
  }

  private static void assertWhole(RawClient stream) {
    try {
      Reply reply = stream.reply();
      assertEquals(200, reply.status());
      assertTrue(reply.body().length() > LONG, "whole: " + reply.body().length());
    } catch (IOException e) {
      throw new AssertionError("a stream was cut", e);
    }
  }

  /// Three requests at once, the first of which takes longer than the drain's delay.
  private static void pipelinedOverTheDelay(GatewayProcess to) throws IOException {
    RawClient client = new RawClient(to.address());
    client.send(
        RawClient.request(to.path(), Callers.call("sim_sleep", "[2000]"), "")
            + RawClient.request(to.path(), read(), "")
            + RawClient.request("/nowhere", read(), "")
            + RawClient.request(to.path(), read(), ""));
    List<String> ends = new ArrayList<>();
    for (int status : List.of(200, 200, 404, 200)) {
      Reply reply = client.reply();
      assertEquals(status, reply.status());
      ends.add(reply.header("connection"));
    }
    assertEquals(List.of("", "", "", "close"), ends);
    assertEquals("", client.untilTheEnd());
  }

  private static boolean refused(GatewayProcess gateway) {
    try {
      new RawClient(gateway.address()).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void a_second_signal_ends_it_at_once() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = GatewayProcess.Spec.of(nodes).drainDelay("1m").ready()) {
      RawClient under = new RawClient(gateway.address());
      under.post(gateway.path(), Callers.call("sim_sleep", "[20000]"));
      gateway.signal("TERM");
      Await.until("/readyz says 503", () -> gateway.readyStatus() == 503);
      gateway.signal("TERM");
      assertEquals(1, gateway.exit());
      assertEquals("", under.untilTheEnd());
      assertTrue(gateway.logged().contains("told a second time to end"), gateway::logged);
    }
  }

  @Test
  void an_interrupt_drains_as_well() throws Exception {
    assumeTrue(hearsInterrupts(), "whoever started the tests lets their children ignore SIGINT");
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess gateway = GatewayProcess.Spec.of(nodes).ready()) {
      gateway.signal("INT");
      assertEquals(0, gateway.exit());
      assertTrue(gateway.logged().contains("drained"), gateway::logged);
    }
  }

  /// Commands that a script runs in the background ignore SIGINT, and hand that down.
  private static boolean hearsInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).trim(), 16))
        .allMatch(ignored -> (ignored & 2) == 0);
  }

  @Test
  void a_killed_gateway_loses_the_calls_in_flight_on_it_and_a_new_one_answers() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        GatewayProcess killed = GatewayProcess.Spec.of(nodes).ready();
        GatewayProcess other = GatewayProcess.Spec.of(nodes).ready();
        Balanced clients = Balanced.start(List.of(killed, other), KEPT, FRESH, PAUSE, read())) {
      clients.awaitAnswers(STEADY);
      killed.signal("KILL");
      assertEquals(128 + 9, killed.exit());
      clients.awaitAnswers(STEADY);
      List<String> lost = clients.failed();
      System.out.printf("SIGKILL: calls %d, lost %s%n", clients.answered(), lost);
      assertTrue(lost.size() <= KEPT + FRESH, "one in flight of each client: " + lost);

      int port = killed.address().getPort();
      try (GatewayProcess again = GatewayProcess.Spec.of(nodes).rpcPort(port).ready()) {
        Await.until(
            "clients return to it", () -> again.metric("headgate_requests_total") > STEADY / 5.0);
        assertEquals(lost, clients.failed(), "and no further call failed");
      }
    }
  }
}
