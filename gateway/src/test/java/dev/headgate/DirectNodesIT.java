package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Received;
import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.haproxy.Front;
import dev.headgate.testing.haproxy.Front.Spec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// HAProxy alone before the nodes, with `--direct-nodes` and no gateway.
@Tag("full")
class DirectNodesIT {
  private static final String READ = Callers.call("eth_blockNumber", "[]");

  private static String ask(Front front, String body) throws Exception {
    return Callers.ask(front.rpc(Front.ONE), body);
  }

  private static void awaitDirect(Front front, String node) {
    Await.until(
        "HAProxy sees that no gateway is there", () -> !front.isUp("a") && !front.isUp("b"));
    Await.until("HAProxy sees " + node, () -> front.haProxy().isUp("node-" + node, node));
  }

  @Test
  void without_a_gateway_a_plain_read_is_answered_by_the_first_node_of_the_right_chain()
      throws Exception {
    try (Front front = Spec.usual().withDirectNodes().start()) {
      awaitDirect(front, "one-a-by-a");
      assertTrue(ask(front, READ).contains("\"result\":\"0x"), "by the primary");
      assertTrue(methodsAt(front, "one-a").contains("eth_blockNumber"));
      assertTrue(!methodsAt(front, "one-b").contains("eth_blockNumber"));

      front.node("one-a").fault(new Fault.WrongChain(7));
      Await.until(
          "HAProxy leaves a node of another chain",
          () -> !front.haProxy().isUp("node-one-a-by-a", "one-a-by-a"));
      assertTrue(ask(front, READ).contains("\"result\":\"0x"), "by the standby");
      assertTrue(methodsAt(front, "one-b").contains("eth_blockNumber"));
    }
  }

  @Test
  void what_is_no_single_plain_read_reaches_no_node() throws Exception {
    try (Front front = Spec.usual().withDirectNodes().start()) {
      awaitDirect(front, "one-a-by-a");
      for (String refused :
          List.of(
              "[" + READ + "]",
              Callers.call("eth_sendTransaction", "[{}]"),
              Callers.call("eth_sendRawTransaction", "[\"0x00\"]"),
              Callers.call("eth_newFilter", "[]"),
              Callers.call("debug_traceBlockByNumber", "[\"latest\"]"),
              "{\"id\":1,\"method\":\"eth_blockNumber\",\"METHOD\":\"eth_sendTransaction\"}",
              "{\"id\":1,\"method\":\"eth_blockNumber\",\"m\\u0065thod\":\"eth_sendTransaction\"}",
              "{\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[],\"param\u017f\":[1]}",
              "{\"id\":1,\"method\":\"eth_blockNumber\",\"id\":2}",
              "{\"id\":1,\"params\":[{\"method\":\"eth_blockNumber\"}]}",
              READ + READ,
              "\"" + READ + "\"",
              Callers.call("eth_blockNumber", "[\"" + "0".repeat(20_000) + "\"]"))) {
        String answer = ask(front, refused);
        assertTrue(answer.contains("\"code\":-32005,"), () -> refused + " was answered " + answer);
      }
      assertTrue(Set.of("eth_chainId").containsAll(methodsAt(front, "one-a")), "the checks alone");
    }
  }

  private static Set<String> methodsAt(Front front, String node) {
    return front.node(node).received().stream().map(Received::method).collect(Collectors.toSet());
  }
}
