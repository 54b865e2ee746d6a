package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RpcServerTest {
  private static final JsonMapper JSON = new JsonMapper();

  /// The example of EIP-155: nonce 9, one ether to 0x3535…35.
  private static final String SIGNED =
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025a0"
          + "28ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aecb70"
          + "3304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final String SENDER = "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f";
  private static final String HASH =
      "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788";

  /// One node without delay, on a clock that stands.
  private static final class World {
    final ManualClock clock = new ManualClock();
    final SimulatedChain chain = SimulatedChain.of("ethereum", 1, Duration.ofSeconds(12), clock);
    final Sight sight = new Sight(Duration.ZERO, Duration.ZERO, 0);
    final List<RpcRequest> log = new ArrayList<>();
    Faults faults = Faults.NONE;

    World fault(String text) {
      long head = NodeView.plainHead(chain, sight, faults, clock.instant());
      faults = faults.with(new Faults.Active(Fault.parse(text), clock.instant(), head));
      return this;
    }

    World pass(Duration time) {
      clock.advance(time);
      return this;
    }

    long head() {
      return view().head();
    }

    NodeView view() {
      return NodeView.of("ethereum-a", chain, sight, faults, clock.instant());
    }

    String post(String body) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return new RpcServer(view(), 100, false, log::add)
          .answer(bytes)
          .body()
          .map(RpcServerTest::text)
          .orElse("");
    }

    JsonNode answer(String method, String params) {
      return JSON.readTree(
          post(
              "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}"
                  .formatted(method, params)));
    }

    JsonNode result(String method, String params) {
      JsonNode answer = answer(method, params);
      assertTrue(answer.has("result"), () -> method + " " + answer);
      return answer.get("result");
    }

    String error(String method, String params) {
      JsonNode error = answer(method, params).get("error");
      return error.get("code").asInt() + " " + error.get("message").asString();
    }
  }

  private static String text(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Body.Cursor cursor = body.new Cursor(body.length());
    for (var next = cursor.next(1000); next != null; next = cursor.next(1000)) {
      byte[] bytes = new byte[next.readableBytes()];
      next.readBytes(bytes);
      out.writeBytes(bytes);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String hex(long number) {
    return "\"0x" + Long.toHexString(number) + "\"";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "-1.50e3",
        "\"a\\u0041\\\"b\"",
        "null",
        "123456789012345678901234567890",
        "\"é\""
      })
  void an_id_comes_back_as_it_was_spelled(String id) {
    World world = new World();
    assertEquals(
        "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":\"0x1\"}",
        world.post("{\"method\":\"eth_chainId\", \"id\" : " + id + " ,\"jsonrpc\":\"2.0\"}"));
    assertEquals(id, world.log.getFirst().id().orElseThrow());
  }

  @Test
  void a_batch_is_answered_in_order_without_its_notifications() {
    assertEquals(
        "[{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"0x1\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":\"1\"}]",
        new World()
            .post(
                """
                [{"id":2,"method":"eth_chainId"},{"method":"eth_chainId"},{"id":2,"method":"net_version"}]\
                """));
    assertEquals("", new World().post("[{\"method\":\"eth_chainId\"}]"));
    assertEquals("", new World().post("{\"method\":\"no_such\"}"));
  }

  @Test
  void a_batch_over_the_limit_is_refused_whole() {
    String one = "{\"id\":1,\"method\":\"eth_chainId\"},";
    String answer =
        new World().post("[" + one.repeat(100) + "{\"id\":1,\"method\":\"eth_chainId\"}]");
    assertTrue(
        answer.startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32000"), answer);
    assertTrue(answer.contains("batch limit 100 exceeded"), answer);
  }

  @Test
  void what_is_no_request_is_refused_as_geth_does() {
    World world = new World();
    for (String broken : List.of("", "{", "[1", "{\"id\":}", "{} {}", "nope")) {
      assertTrue(world.post(broken).contains("-32700"), broken);
    }
    assertTrue(world.post("[]").contains("-32600"));
    assertTrue(
        world
            .post("{\"id\":3}")
            .startsWith("{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-32600"));
    assertTrue(
        world
            .post("[1]")
            .startsWith("[{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600"));
    assertEquals(
        "-32601 the method eth_no does not exist/is not available", world.error("eth_no", "[]"));
    assertEquals(
        "-32602 missing value for required argument 0", world.error("eth_getBlockByNumber", "[]"));
    assertEquals(
        "-32602 invalid argument 0: hex string without 0x prefix",
        world.error("eth_getBlockByNumber", "[\"17\",false]"));
  }

  @Test
  void the_head_moves_with_the_clock_and_the_block_agrees() {
    World world = new World();
    long head = world.head();
    world.pass(Duration.ofSeconds(24));
    assertEquals(hex(head + 2), world.result("eth_blockNumber", "[]").toString());
    JsonNode block = world.result("eth_getBlockByNumber", "[\"latest\",false]");
    assertEquals(hex(head + 2), block.get("number").toString());
    assertEquals(block, world.result("eth_getBlockByHash", "[" + block.get("hash") + ",false]"));
    JsonNode parent = world.result("eth_getBlockByNumber", "[" + hex(head + 1) + ",false]");
    assertEquals(parent.get("hash"), block.get("parentHash"));
    assertTrue(world.result("eth_getBlockByNumber", "[" + hex(head + 3) + ",false]").isNull());
    assertEquals(
        hex(head - 62),
        world.result("eth_getBlockByNumber", "[\"finalized\",true]").get("number").toString());
    assertTrue(world.result("eth_getBlockByNumber", "[\"pending\",false]").get("hash").isNull());
  }

  @Test
  void state_above_the_head_is_not_there() {
    World world = new World();
    long head = world.head();
    String call = "[{\"to\":\"0x11\",\"data\":\"0x22\"},";
    assertEquals("-32000 header not found", world.error("eth_call", call + hex(head + 1) + "]"));
    assertEquals(
        "-32000 header not found",
        world.error("eth_getBalance", "[\"0x1\"," + hex(head + 1) + "]"));
    String at = world.result("eth_call", call + "\"latest\"]").asString();
    assertTrue(at.endsWith(Long.toHexString(head)), "the answer says on which block it ran");
    assertNotEquals(
        at, world.result("eth_call", "[{\"to\":\"0x11\",\"data\":\"0x23\"}]").asString());
    assertTrue(world.error("eth_call", "[{\"data\":\"0xfe\"}]").startsWith("3 execution reverted"));
  }

  @Test
  void the_faults_of_the_head() {
    long head = new World().head();
    assertEquals(head + 5, new World().fault("ahead 5").head());
    assertEquals(head - 3, new World().fault("lag 3").head());
    assertEquals(head, new World().fault("freeze").pass(Duration.ofMinutes(5)).head());
    assertEquals(
        head - 2, new World().fault("freeze").fault("lag 2").pass(Duration.ofMinutes(5)).head());
  }

  @Test
  void a_forked_node_leaves_the_others_at_the_head_it_had() {
    World world = new World().fault("fork").pass(Duration.ofSeconds(24));
    World honest = new World().pass(Duration.ofSeconds(24));
    long from = world.head() - 2;
    String before = "[" + hex(from - 1) + ",false]";
    assertEquals(
        honest.result("eth_getBlockByNumber", before),
        world.result("eth_getBlockByNumber", before));
    JsonNode own = world.result("eth_getBlockByNumber", "[" + hex(from) + ",false]");
    JsonNode other = honest.result("eth_getBlockByNumber", "[" + hex(from) + ",false]");
    assertNotEquals(other.get("hash"), own.get("hash"));
    assertEquals(other.get("parentHash"), own.get("parentHash"));
    assertTrue(honest.result("eth_getBlockByHash", "[" + own.get("hash") + ",false]").isNull());
  }

  @Test
  void a_node_of_another_chain_differs_from_its_genesis_on() {
    World wrong = new World().fault("wrong-chain 5");
    assertEquals("\"0x5\"", wrong.result("eth_chainId", "[]").toString());
    assertNotEquals(
        new World().result("eth_getBlockByNumber", "[\"0x0\",false]").get("hash"),
        wrong.result("eth_getBlockByNumber", "[\"0x0\",false]").get("hash"));
  }

  @Test
  void the_faults_that_speak_json_rpc() {
    assertEquals(
        "-32000 out of gas",
        new World().fault("error -32000 out of gas").error("eth_chainId", "[]"));
    World pruned = new World().fault("missing-state");
    assertTrue(pruned.error("eth_getBalance", "[\"0x1\",\"0x1\"]").contains("missing trie node"));
    assertFalse(pruned.result("eth_getBlockByNumber", "[\"0x1\",false]").isNull());
    World behind = new World().fault("header-not-found");
    assertEquals(
        "-32000 header not found", behind.error("eth_getBlockByNumber", "[\"latest\",false]"));
    assertEquals("-32000 header not found", behind.error("eth_call", "[{}]"));
    assertFalse(behind.result("eth_call", "[{},\"0x1\"]").isNull());
    assertTrue(new World().fault("syncing").result("eth_syncing", "[]").has("highestBlock"));
    assertEquals("false", new World().result("eth_syncing", "[]").toString());
    assertFalse(new World().fault("wrong-id").answer("eth_chainId", "[]").get("id").isNumber());
  }

  @Test
  void a_signed_transaction_lands_in_the_next_block_with_nonce_and_balance() {
    World world = new World();
    long head = world.head();
    assertEquals(HASH, world.result("eth_sendRawTransaction", "[\"" + SIGNED + "\"]").asString());
    JsonNode waiting = world.result("eth_getTransactionByHash", "[\"" + HASH + "\"]");
    assertEquals(SENDER, waiting.get("from").asString());
    assertTrue(waiting.get("blockHash").isNull());
    assertTrue(world.result("eth_getTransactionReceipt", "[\"" + HASH + "\"]").isNull());
    assertEquals("\"0x0\"", nonce(world, "latest"));
    assertEquals("\"0xa\"", nonce(world, "pending"));
    assertEquals(
        "-32000 already known", world.error("eth_sendRawTransaction", "[\"" + SIGNED + "\"]"));

    world.pass(Duration.ofSeconds(12));
    JsonNode receipt = world.result("eth_getTransactionReceipt", "[\"" + HASH + "\"]");
    assertEquals(hex(head + 1), receipt.get("blockNumber").toString());
    assertEquals("0x1", receipt.get("status").asString());
    JsonNode block = world.result("eth_getBlockByNumber", "[\"latest\",true]");
    assertEquals(HASH, block.get("transactions").get(4).get("hash").asString());
    assertEquals(
        receipt, world.result("eth_getBlockReceipts", "[\"latest\"]").get(4), "one and the same");
    assertEquals("\"0xa\"", nonce(world, "latest"));
    assertEquals(
        "0x3635c9adc5dea00000".length(),
        world.result("eth_getBalance", "[\"" + SENDER + "\"]").asString().length());
    assertNotEquals(
        world.result("eth_getBalance", "[\"" + SENDER + "\"," + hex(head) + "]"),
        world.result("eth_getBalance", "[\"" + SENDER + "\"]"));
    assertEquals(
        "-32000 nonce too low: next nonce 10, tx nonce 9",
        world.error("eth_sendRawTransaction", "[\"" + SIGNED + "\"]"));
  }

  private static String nonce(World world, String tag) {
    return world
        .result("eth_getTransactionCount", "[\"" + SENDER + "\",\"" + tag + "\"]")
        .toString();
  }

  @Test
  void a_lagging_node_does_not_see_a_transaction_in_a_block_it_lacks() {
    World world = new World();
    world.result("eth_sendRawTransaction", "[\"0x0102\"]");
    String hash =
        world
            .result("eth_getBlockByNumber", "[\"pending\",false]")
            .get("transactions")
            .get(4)
            .toString();
    world.pass(Duration.ofSeconds(12)).fault("lag 1");
    assertTrue(world.result("eth_getTransactionReceipt", "[" + hash + "]").isNull());
    assertTrue(
        world.result("eth_getTransactionByHash", "[" + hash + "]").get("blockHash").isNull());
  }

  @Test
  void the_nodes_own_account_pays_each_time_it_is_asked() {
    World world = new World();
    String params = "[{\"to\":\"0x1\",\"value\":\"0x1\"}]";
    assertNotEquals(
        world.result("eth_sendTransaction", params), world.result("eth_sendTransaction", params));
    assertEquals(2, world.chain.submissions());
  }

  @Test
  void logs_are_found_by_range_hash_address_and_topic() {
    World world = new World();
    long head = world.head();
    JsonNode ten =
        world.result(
            "eth_getLogs", "[{\"fromBlock\":" + hex(head - 9) + ",\"toBlock\":\"latest\"}]");
    assertEquals(40, ten.size());
    JsonNode first = ten.get(0);
    JsonNode byHash =
        world.result("eth_getLogs", "[{\"blockHash\":" + first.get("blockHash") + "}]");
    assertEquals(4, byHash.size());
    assertEquals(first, byHash.get(0));
    JsonNode narrowed =
        world.result(
            "eth_getLogs",
            "[{\"fromBlock\":%s,\"toBlock\":\"latest\",\"address\":[%s],\"topics\":[null,[%s]]}]"
                .formatted(hex(head - 9), first.get("address"), first.get("topics").get(1)));
    assertTrue(narrowed.size() >= 1 && narrowed.size() < 40, narrowed::toString);
    narrowed.forEach(log -> assertEquals(first.get("address"), log.get("address")));
    assertEquals(
        first,
        world
            .result("eth_getTransactionReceipt", "[" + first.get("transactionHash") + "]")
            .get("logs")
            .get(0));
    assertEquals(
        "-32602 exceed maximum block range: 10000",
        world.error("eth_getLogs", "[{\"fromBlock\":\"0x0\"}]"));
    assertEquals(
        "-32000 unknown block",
        world.error("eth_getLogs", "[{\"blockHash\":\"0x" + "1".repeat(64) + "\"}]"));
  }

  @Test
  void a_large_answer_has_the_size_that_was_asked_for() {
    assertEquals(2 + 100_000, new World().result("sim_blob", "[100000]").asString().length());
    assertEquals("\"0x\"", new World().result("sim_blob", "[0]").toString());
  }

  @Test
  void fees_have_the_shape_that_clients_read() {
    JsonNode fees = new World().result("eth_feeHistory", "[\"0x4\",\"latest\",[10,50]]");
    assertEquals(5, fees.get("baseFeePerGas").size());
    assertEquals(4, fees.get("gasUsedRatio").size());
    assertEquals(2, fees.get("reward").get(3).size());
  }

  @Test
  void the_node_says_who_it_is() {
    assertEquals(
        "Simulated/ethereum-a/v1", new World().result("web3_clientVersion", "[]").asString());
  }
}
