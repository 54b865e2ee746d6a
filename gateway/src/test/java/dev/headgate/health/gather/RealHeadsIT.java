package dev.headgate.health.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.Observation;
import dev.headgate.testing.anvil.Anvil;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireQuestions;
import dev.headgate.wire.WireSockets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A real node: what it pushes is what its polls show.
class RealHeadsIT {
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final long GENESIS = 1_793_491_200;

  private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();

  private Observation next() throws InterruptedException {
    Observation next = seen.poll(30, TimeUnit.SECONDS);
    assertNotNull(next, "waited in vain");
    return next;
  }

  private static void mine(Anvil anvil) throws Exception {
    HttpRequest mine =
        HttpRequest.newBuilder(anvil.url())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"evm_mine\",\"params\":[]}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertEquals(200, client.send(mine, HttpResponse.BodyHandlers.ofString()).statusCode());
    }
  }

  @Test
  void each_block_of_a_real_node_is_pushed_as_its_polls_show_it() throws Exception {
    try (Anvil anvil = Anvil.start("heads", GENESIS);
        Loops loops = new Loops(1)) {
      URI ws = URI.create(anvil.url().toString().replaceFirst("http", "ws"));
      Node node = Node.of("anvil", Role.PRIMARY, anvil.url()).withWs(ws);
      try (Wire wire = new Wire(loops, List.of(node), CLOCK, (n, t) -> {}, (n, t) -> {});
          WireSockets sockets = new WireSockets(wire, List.of(node), SocketSettings.DEFAULTS);
          HeadFollower follower = new HeadFollower("test", node, sockets, CLOCK, seen::add)) {
        Web3jProbe probe =
            new Web3jProbe(new WireQuestions(wire, List.of(node)), CLOCK, Duration.ofSeconds(10));
        follower.start();
        assertEquals(true, assertInstanceOf(Observation.Socket.class, next()).up());
        for (long number = 1; number <= 3; number++) {
          mine(anvil);
          Observation.Pushed pushed = assertInstanceOf(Observation.Pushed.class, next());
          probe.probe(node, false, seen::add);
          Observation.Head polled = assertInstanceOf(Observation.Head.class, next());
          assertEquals(number, pushed.number());
          assertEquals(
              List.of(
                  polled.number(),
                  polled.hash(),
                  polled.parentHash(),
                  polled.blockTimestampSeconds()),
              List.of(
                  pushed.number(),
                  pushed.hash(),
                  pushed.parentHash(),
                  pushed.blockTimestampSeconds()));
        }
      }
    }
  }
}
