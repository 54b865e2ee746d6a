package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RequestPath;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.testing.anvil.TestGateway.NodeAt;
import dev.headgate.testing.anvil.TestGateway.Spec;
import dev.headgate.time.SteadyClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// SIGHUP to a gateway process: row 56 of the faults to be survived, as an operator does it.
class HangupIT {
  private static NodeAt at(SimulatedNode node) {
    return new NodeAt(node.name(), node.uri(), Optional.of(node.wsUri()));
  }

  private static long reloads(TestGateway gateway) {
    return gateway.logged().lines().filter(line -> line.contains("\"event\":\"reload\"")).count();
  }

  @Test
  void sighup_reloads_a_good_file_refuses_a_bad_one_and_ends_nothing() throws Exception {
    try (Simulation nodes =
        Simulation.of(SteadyClock.system()).chain("test", 4242, Duration.ofSeconds(1), 2).start()) {
      Spec spec = Spec.of(4242, at(nodes.node("test-a")), at(nodes.node("test-b")));
      try (TestGateway gateway = TestGateway.start(spec);
          RawClient client =
              new RawClient(
                  new InetSocketAddress(
                      InetAddress.getLoopbackAddress(), gateway.rpc().getPort()))) {
        gateway.rewrite(spec.settings("health: {fall: 3}"));
        gateway.signal("HUP");
        Await.until("the change is told", () -> gateway.logged().contains("health.fall 2 -> 3"));
        served(client);

        gateway.rewrite(spec.settings("health: {fal: 4}"));
        gateway.signal("HUP");
        Await.until("the refusal is told", () -> gateway.logged().contains("did you mean `fall`"));
        assertTrue(gateway.metric("headgate_config_reload_success") == 0, "refused");
        served(client);

        gateway.rewrite(spec.settings("health: {fall: 5}"));
        for (int i = 0; i < 20; i++) {
          gateway.signal("HUP");
        }
        Await.until("the last is told", () -> gateway.logged().contains("health.fall 3 -> 5"));
        assertTrue(gateway.metric("headgate_config_reload_success") == 1, "taken");
        served(client);
        assertTrue(reloads(gateway) <= 22, "at most one for each signal");
      }
    }
  }

  private static void served(RawClient client) throws Exception {
    RawClient.Reply reply =
        client.post("/" + TestGateway.CHAIN, RequestPath.call("1", "eth_chainId")).reply();
    assertEquals(200, reply.status(), reply::body);
    assertTrue(reply.body().contains("0x1092"), reply::body);
  }
}
