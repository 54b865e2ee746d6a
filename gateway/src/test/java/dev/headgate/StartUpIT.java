package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.GatewayProcess;
import dev.headgate.testing.NotifyReceiver;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.anvil.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/// Starting a gateway process: with nodes that are out, and where its ports are taken. Row 72 of
/// the faults to be survived.
class StartUpIT {
  private static final String READ = Callers.call("eth_chainId", "[]");

  @Test
  void nodes_that_are_all_out_hold_it_up_for_no_longer_than_a_bound() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        NotifyReceiver systemd = new NotifyReceiver("@headgate-start-" + nodes.hashCode())) {
      nodes.node("test-a").fault(new Fault.Hang());
      nodes.node("test-b").fault(new Fault.Kill());
      try (GatewayProcess gateway =
          GatewayProcess.Spec.of(nodes).environment(systemd.environment(60_000_000)).start()) {
        String ready = systemd.await("READY=1");
        assertEquals("READY=1\nSTATUS=test not served", ready);
        Await.until("it says that it serves", () -> gateway.said().contains("headgate serves"));
        assertTrue(gateway.readiness().startsWith("503 not ready: test"), gateway::readiness);
        Reply refused = new RawClient(gateway.address()).post(gateway.path(), READ).reply();
        assertEquals(503, refused.status());
        assertTrue(refused.body().contains("-32005"), refused::body);

        nodes.node("test-b").heal();
        gateway.awaitReady();
        systemd.await("STATUS=test served by test-b");
      }
    }
  }

  @Test
  void one_node_that_hangs_does_not_keep_the_other_from_serving() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes()) {
      nodes.node("test-a").fault(new Fault.Hang());
      try (GatewayProcess gateway = GatewayProcess.Spec.of(nodes).ready()) {
        Reply served = new RawClient(gateway.address()).post(gateway.path(), READ).reply();
        assertEquals(200, served.status(), served::body);
      }
    }
  }

  @Test
  void a_port_that_is_taken_is_named_with_what_to_change() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes).rpcPort(taken.getLocalPort()).start()) {
      assertEquals(1, gateway.exit());
      String said = gateway.logged();
      assertTrue(said.contains("cannot start: "), said);
      assertTrue(said.contains("127.0.0.1:" + taken.getLocalPort()), said);
      assertTrue(said.contains("change listen.rpc"), said);
      assertFalse(gateway.said().contains("serves"), gateway::said);
    }
  }

  @Test
  void an_admin_port_that_is_taken_ends_it_before_it_serves() throws Exception {
    try (Simulation nodes = GatewayProcess.twoNodes();
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        GatewayProcess gateway =
            GatewayProcess.Spec.of(nodes).adminPort(taken.getLocalPort()).start()) {
      assertEquals(1, gateway.exit());
      assertTrue(gateway.logged().contains("listen.admin"), gateway::logged);
      assertFalse(gateway.said().contains("serves"), gateway::said);
    }
  }
}
