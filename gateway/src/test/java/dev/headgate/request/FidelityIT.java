package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client said reaches the node, and what the node said reaches the client: each id as it
/// was spelled, each byte of a result as it was, each answer at its call's place.
@ExtendWith(NoLeaks.class)
class FidelityIT {
  private final Simulation simulation =
      Simulation.of(SteadyClock.system())
          .chain("ethereum", 1, Duration.ofSeconds(12), 1)
          .batchLimit(1_000)
          .start();
  private final SimulatedNode simulated = simulation.node("ethereum-a");
  private final RequestPath path = RequestPath.over(List.of(simulated)).start();

  @AfterEach
  void close() {
    path.close();
    simulation.close();
  }

  static List<String> ids() {
    return List.of(
        "1",
        "0",
        "-0",
        "-7",
        "null",
        "1.5",
        "1e3",
        "1E+3",
        "0.1e-2",
        "9007199254740993",
        "123456789012345678901234567890",
        "\"x\"",
        "\"\"",
        "\"a\\\"b\\\\c\\u0041\\n\\/\"",
        "\"\\ud83d\\ude00\"",
        "\"äöü😀\"",
        "\"" + "i".repeat(1 << 20) + "\"");
  }

  @ParameterizedTest
  @MethodSource("ids")
  void an_id_comes_back_as_it_was_spelled(String id) {
    assertEquals(
        RawNode.result(id, "\"0x1\""), path.post(RequestPath.call(id, "eth_chainId")).body());
  }

  @ParameterizedTest
  @MethodSource("ids")
  void an_id_comes_back_as_it_was_spelled_in_an_error_too(String id) {
    String body = path.post(RequestPath.call(id, "eth_getBalance", "[]")).body();

    assertTrue(body.startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{"), body);
    String denied = path.post(RequestPath.call(id, "admin_peers")).body();
    assertTrue(
        denied.startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"error\":{\"code\":-32601,"));
  }

  @Test
  void calls_of_a_batch_that_share_an_id_are_answered_each_in_its_place() {
    String batch =
        IntStream.range(0, 6)
            .mapToObj(i -> RequestPath.call("1", i % 2 == 0 ? "eth_chainId" : "net_version", "[]"))
            .collect(Collectors.joining(",", "[", "]"));

    assertEquals(
        "["
            + String.join(
                ",",
                List.of(
                    RawNode.result("1", "\"0x1\""),
                    RawNode.result("1", "\"1\""),
                    RawNode.result("1", "\"0x1\""),
                    RawNode.result("1", "\"1\""),
                    RawNode.result("1", "\"0x1\""),
                    RawNode.result("1", "\"1\"")))
            + "]",
        path.post(batch).body());
  }

  @Test
  void every_kind_of_id_may_stand_in_one_batch() {
    List<String> ids = ids();
    String batch =
        ids.stream()
            .map(id -> RequestPath.call(id, "eth_chainId"))
            .collect(Collectors.joining(",", "[", "]"));
    String expected =
        ids.stream()
            .map(id -> RawNode.result(id, "\"0x1\""))
            .collect(Collectors.joining(",", "[", "]"));

    assertEquals(expected, path.post(batch).body());
  }

  @Test
  void whatever_stands_in_a_batch_is_answered_in_its_place() {
    String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\",\"params\":[]}";
    String batch =
        "["
            + String.join(
                ", ",
                List.of(
                    RequestPath.call("1", "eth_chainId"),
                    "7",
                    notification,
                    RequestPath.call("2", "admin_peers"),
                    "{\"jsonrpc\":\"2.0\",\"id\":3}",
                    RequestPath.call("1", "net_version"),
                    RequestPath.call("4", "no_such_method"),
                    "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"eth_chainId\",\"Method\":\"x\"}"))
            + "]";
    HttpResponse<String> reply = path.post(batch);

    assertEquals(200, reply.statusCode());
    List<String> parts =
        reply
            .body()
            .replaceAll("\"message\":\"(?:[^\"\\\\]|\\\\.)*\"", "\"message\":\"\"")
            .transform(text -> List.of(text.split("(?<=\\}),(?=\\{)", -1)));
    assertEquals(
        List.of(
            "[" + RawNode.result("1", "\"0x1\""),
            RawNode.error("null", -32600, ""),
            RawNode.error("2", -32601, ""),
            RawNode.error("3", -32600, ""),
            RawNode.result("1", "\"1\""),
            RawNode.error("4", -32601, ""),
            RawNode.error("5", -32600, "") + "]"),
        parts);
    assertEquals(4, simulated.calls(), "the notification too, the refused ones not");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100, 1_000})
  void a_batch_of_any_size_within_the_limit_is_answered_in_order(int size) {
    String batch =
        IntStream.range(0, size)
            .mapToObj(i -> RequestPath.call("" + i, "eth_chainId"))
            .collect(Collectors.joining(",", "[", "]"));
    String expected =
        IntStream.range(0, size)
            .mapToObj(i -> RawNode.result("" + i, "\"0x1\""))
            .collect(Collectors.joining(",", "[", "]"));

    assertEquals(expected, path.post(batch).body());
    assertEquals(
        Math.ceilDiv(size, Node.DEFAULT_BATCH), simulated.requests(), "split for the node");
  }

  @Test
  void a_batch_is_split_to_the_limit_of_its_node_and_joined_again() {
    Node small =
        RequestPath.with(Node.of("small", Role.PRIMARY, simulated.uri()), Map.of(), false, 7, 4);
    String batch =
        IntStream.range(0, 100)
            .mapToObj(i -> RequestPath.call("1", i % 3 == 0 ? "net_version" : "eth_chainId"))
            .collect(Collectors.joining(",", "[", "]"));
    String expected =
        IntStream.range(0, 100)
            .mapToObj(i -> RawNode.result("1", i % 3 == 0 ? "\"1\"" : "\"0x1\""))
            .collect(Collectors.joining(",", "[", "]"));
    try (RequestPath over = RequestPath.over(small).start()) {
      assertEquals(expected, over.post(batch).body());
    }
    assertEquals(15, simulated.requests());
  }

  @Test
  void a_batch_over_the_limit_is_refused_whole() {
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_gas\"}";
    String batch = "[" + (call + ",").repeat(99_999) + call + "]";
    HttpResponse<String> reply = path.post(batch);

    assertEquals(200, reply.statusCode());
    assertTrue(
        reply.body().startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600"));
    assertTrue(reply.body().contains("100000"), reply.body());
    assertEquals(413, path.post("[" + (call + ",").repeat(199_999) + call + "]").statusCode());
    assertEquals(0, simulated.requests());
  }

  @Test
  void an_empty_batch_is_no_request() {
    HttpResponse<String> reply = path.post(" [ ] ");

    assertEquals(200, reply.statusCode());
    assertTrue(reply.body().contains("\"id\":null,\"error\":{\"code\":-32600"), reply.body());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\",\"params\":[]}",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\",\"params\":[]}]",
        "[{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"},{\"jsonrpc\":\"2.0\",\"method\":\"net_version\"}]"
      })
  void a_notification_reaches_the_node_and_is_answered_with_nothing(String body)
      throws IOException {
    try (RawClient client = path.raw()) {
      RawClient.Reply reply = client.post("/", body).reply();

      assertEquals(204, reply.status());
      assertEquals("", reply.body());
      assertEquals("", reply.header("content-length"), "RFC 9110: a 204 has none");
      assertEquals(200, client.post("/", RequestPath.call("1", "eth_chainId")).reply().status());
    }
    assertTrue(simulated.calls() >= 2);
  }

  @Test
  void a_denied_notification_is_answered_with_nothing_and_reaches_no_node() {
    assertEquals(204, path.post("{\"jsonrpc\":\"2.0\",\"method\":\"admin_peers\"}").statusCode());
    assertEquals(0, simulated.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "admin_peers",
        "personal_unlockAccount",
        "engine_newPayloadV3",
        "miner_start",
        "eth_sign",
        "eth_signTransaction",
        "debug_setHead",
        "evm_snapshot",
        "anvil_reset",
        "admin_\\u0070eers",
        "\\u0061dmin_peers",
      })
  void a_denied_method_reaches_no_node_however_it_is_spelled(String method) {
    HttpResponse<String> reply = path.post(RequestPath.call("9", method));

    assertEquals(200, reply.statusCode());
    assertTrue(reply.body().contains("\"id\":9,\"error\":{\"code\":-32601"), reply.body());
    assertEquals(0, simulated.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"Method\":\"admin_peers\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"method\":\"admin_peers\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"\\u006dethod\":\"admin_peers\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[],\"param\u017f\":[1]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"ID\":2,\"method\":\"eth_chainId\"}",
      })
  void a_key_that_a_node_may_read_twice_reaches_no_node(String body) {
    assertTrue(path.post(body).body().contains("\"error\":{\"code\":-32600"));
    assertEquals(0, simulated.requests());
  }

  static List<byte[]> broken() {
    return List.of(
        bytes("\ufeff" + RequestPath.call("1", "eth_chainId")),
        bytes(RequestPath.call("1", "eth_chainId") + "\0"),
        bytes(RequestPath.call("1", "eth_chainId") + "}"),
        bytes(RequestPath.call("1", "eth_call", "[\"\0\"]")),
        bytes(RequestPath.call("1", "eth_call", "[\"a\nb\"]")),
        bytes(RequestPath.call("1", "eth_call", "[01]")),
        bytes(RequestPath.call("1", "eth_call", "[1,]")),
        bytes(RequestPath.call("1", "eth_call", "[\"\\x\"]")),
        bytes(RequestPath.call("1", "eth_call", "[NaN]")),
        with(0xff),
        with(0xc0, 0xaf),
        with(0xed, 0xa0, 0x80),
        with(0xf4, 0x90, 0x80, 0x80),
        with(0xe2, 0x82),
        bytes("[".repeat(100_000)),
        bytes(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":"
                + "[".repeat(100_000)),
        bytes(RequestPath.call("1", "eth_call", "[".repeat(1_000) + "]".repeat(1_000))),
        new byte[0],
        bytes("   "),
        RequestPath.call("1", "eth_chainId").getBytes(StandardCharsets.UTF_16LE));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] with(int... middle) {
    byte[] call =
        bytes(RequestPath.call("1", "eth_call", "[\"" + "@".repeat(middle.length) + "\"]"));
    int at = new String(call, StandardCharsets.ISO_8859_1).indexOf('@');
    for (int i = 0; i < middle.length; i++) {
      call[at + i] = (byte) middle[i];
    }
    return call;
  }

  @ParameterizedTest
  @MethodSource("broken")
  void what_is_not_json_reaches_no_node(byte[] body) throws IOException {
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.head(
              "POST / HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Content-Length: " + body.length));
      RawClient.Reply reply = client.send(body).reply();

      assertEquals(200, reply.status());
      assertTrue(reply.body().contains("\"id\":null,\"error\":{\"code\":-32700"), reply.body());
      assertEquals(200, client.post("/", RequestPath.call("1", "eth_chainId")).reply().status());
    }
    assertEquals(1, simulated.requests());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[\"\\ud800\"]}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_call\",\"params\":[\"ä😀\u2028\u007f\"]}",
        " {\r\n\t\"method\" : \"eth_\\u0063all\" , \"more\":{\"x\":1}, \"params\":[1.0, 1E400, -0 ] ,\n\"id\":1,\"jsonrpc\":\"2.0\"} \n",
        "{\"id\":1,\"jsonrpc\":\"2.0\",\"method\":\"my_own\",\"params\":{\"named\":[true,false,null]}}",
      })
  void a_call_reaches_the_node_byte_by_byte(String body) throws InterruptedException {
    try (RawNode node = RawNode.answering("1");
        RequestPath over = RequestPath.over(node).start()) {
      assertEquals(RawNode.result("1", "1"), over.post(body).body());
      assertEquals(body.strip(), node.take().body().strip());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"a\":1.0e+2, \"b\":[ ],\"b\":\"\\u00e4\\/\\ud800\"}}",
        "{ \"result\" : 1E400 , \"id\" : ID , \"jsonrpc\" : \"2.0\" }",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":3,\"message\":\"execution reverted: ä\",\"data\":\"0x08c379a0\",\"more\":[1.10]}}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":null}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"\",\"extra\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32000,\"message\":\"my own\"},\"result\":null}",
      })
  void an_answer_reaches_the_client_byte_by_byte(String answer) {
    for (String id : List.of("1", "1.50", "null", "\"\\u0041\"")) {
      try (RawNode node =
              RawNode.of(line -> {
                while (true) {
                  line.answer(answer.replace("ID", line.request().id()) + "\n");
                }
              });
          RequestPath over = RequestPath.over(node).start()) {
        String call = RequestPath.call(id, "eth_call");

        assertEquals(answer.replace("ID", id), over.post(call).body());
        assertEquals("[" + answer.replace("ID", id) + "]", inBatch(answer, call));
      }
    }
  }

  /// What becomes of the answer when the call is a batch of one.
  private static String inBatch(String answer, String call) {
    try (RawNode node = RawNode.saying("[ " + answer + " ]");
        RequestPath over = RequestPath.over(node).start()) {
      return over.post("[" + call + "]").body();
    }
  }

  @Test
  void a_batch_that_the_node_answers_in_another_order_is_put_in_order() {
    try (RawNode node =
            RawNode.of(line -> {
              line.request();
              line.answer(
                  "["
                      + String.join(
                          ",",
                          RawNode.result("3", "\"c\""),
                          RawNode.result("1", "\"a\""),
                          RawNode.result("\"2\"", "\"b\""))
                      + "]");
            });
        RequestPath over = RequestPath.over(node).start()) {
      String batch =
          "["
              + String.join(
                  ",",
                  RequestPath.call("1", "eth_chainId"),
                  RequestPath.call("\"2\"", "eth_chainId"),
                  RequestPath.call("3", "eth_chainId"))
              + "]";

      assertEquals(
          "["
              + String.join(
                  ",",
                  RawNode.result("1", "\"a\""),
                  RawNode.result("\"2\"", "\"b\""),
                  RawNode.result("3", "\"c\""))
              + "]",
          over.post(batch).body());
    }
  }

  @Test
  void the_head_that_a_node_sees_is_its_own() throws InterruptedException {
    try (RawNode node = RawNode.answering("1")) {
      Node with =
          RequestPath.with(
              RequestPath.node("a", node.uri().resolve("/v1/key?x=%20y")),
              Map.of("Authorization", "Bearer secret"),
              false,
              100,
              4);
      try (RequestPath over = RequestPath.over(with).start()) {
        over.post(RequestPath.call("1", "eth_chainId"));
        List<String> head = List.of(node.take().head().split("\r\n", -1));

        assertEquals("POST /v1/key?x=%20y HTTP/1.1", head.getFirst());
        assertTrue(head.contains("Host: 127.0.0.1:" + node.uri().getPort()), head.toString());
        assertTrue(head.contains("Authorization: Bearer secret"), head.toString());
        assertTrue(head.contains("Content-Type: application/json"), head.toString());
        assertEquals(
            0,
            head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("accept-encoding"))
                .count());
      }
    }
  }

  @Test
  void a_host_that_the_operator_names_takes_the_place_of_the_node_s_own()
      throws InterruptedException {
    try (RawNode node = RawNode.answering("1")) {
      Node with =
          RequestPath.with(
              RequestPath.node("a", node.uri()), Map.of("host", "geth.internal"), false, 100, 4);
      try (RequestPath over = RequestPath.over(with).start()) {
        over.post(RequestPath.call("1", "eth_chainId"));
        String head = node.take().head();

        assertTrue(head.contains("host: geth.internal"), head);
        assertFalse(head.contains("Host: 127"), head);
      }
    }
  }

  @Test
  void nothing_a_client_says_beside_its_body_reaches_the_node() throws Exception {
    try (RawNode node = RawNode.answering("1");
        RequestPath over = RequestPath.over(node).start();
        RawClient client = over.raw()) {
      client.send(
          RawClient.request(
              "/ethereum?secret=1",
              RequestPath.call("1", "eth_chainId"),
              "Cookie: a=b\r\nAuthorization: Basic x\r\nX-Forwarded-For: 1.2.3.4\r\n"));
      client.reply();
      String head = node.take().head();

      assertArrayEquals(new String[] {"POST / HTTP/1.1"}, head.lines().limit(1).toArray());
      assertFalse(head.contains("Cookie") || head.contains("Basic") || head.contains("1.2.3.4"));
    }
  }
}
