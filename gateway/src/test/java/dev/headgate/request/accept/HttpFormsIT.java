package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The forms that HTTP may take on the rpc listener, and what each wrong one is told.
@ExtendWith(NoLeaks.class)
class HttpFormsIT {
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final String ANSWER = RawNode.result("1", "\"0x1\"");

  private final RawNode node = RawNode.answering("\"0x1\"");
  private final RequestPath path =
      RequestPath.over(node).limits(_ -> new Limits().body(10_000).set()).start();

  @AfterEach
  void close() {
    path.close();
    node.close();
  }

  @Test
  void a_client_keeps_its_connection_over_many_calls() throws IOException {
    try (RawClient client = path.raw()) {
      for (int i = 0; i < 20; i++) {
        client.post("/ethereum", RequestPath.call("" + i, "eth_chainId"));

        assertEquals(RawNode.result("" + i, "\"0x1\""), client.reply().body());
      }
    }
    assertEquals(1, node.connections(), "and the node's was kept too");
  }

  @Test
  void calls_sent_ahead_are_answered_in_their_order_though_the_first_takes_longest()
      throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    try (RawNode slow =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                if (request.id().equals("1")) {
                  line.await(later);
                }
                line.answer(RawNode.result(request.id(), "true"));
              }
            });
        RequestPath over = RequestPath.over(slow).start();
        RawClient client = over.raw()) {
      StringBuilder ahead = new StringBuilder();
      for (int i = 1; i <= 50; i++) {
        ahead.append(RawClient.request("/ethereum", RequestPath.call("" + i, "eth_getLogs"), ""));
      }
      client.send(ahead.toString());
      assertEquals("1", slow.take().id());
      later.countDown();

      for (int i = 1; i <= 50; i++) {
        assertEquals(RawNode.result("" + i, "true"), client.reply().body());
      }
    }
  }

  @Test
  void a_flood_of_refused_calls_sent_ahead_is_answered_to_the_last() throws Exception {
    int calls = 5_000;
    String all = RawClient.request("/", RequestPath.call("7", "admin_peers"), "").repeat(calls);
    try (RawClient client = path.raw()) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.send(all);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      for (int i = 0; i < calls; i++) {
        assertTrue(client.reply().body().contains("-32601"));
      }
      sender.join();
    }
  }

  @Test
  void a_chunked_body_is_put_together_again() throws IOException {
    String call = RequestPath.call("\"äöü\"", "eth_chainId");
    byte[] bytes = call.getBytes(StandardCharsets.UTF_8);
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.head(
              "POST /1 HTTP/1.1",
              "Host: x",
              "Content-Type: application/json; charset=utf-8",
              "Transfer-Encoding: chunked"));
      for (byte each : bytes) {
        client.send("1;ext=1\r\n").send(new byte[] {each}).send("\r\n");
      }
      client.send("0\r\nTrailer: ignored\r\n\r\n");

      assertEquals(RawNode.result("\"äöü\"", "\"0x1\""), client.reply().body());
      assertEquals(ANSWER, client.post("/ethereum", CALL).reply().body());
    }
  }

  @Test
  void a_client_that_asks_first_is_told_to_continue() throws IOException {
    try (RawClient client = path.raw()) {
      String request = RawClient.request("/", CALL, "Expect: 100-continue\r\n");
      int body = request.indexOf("\r\n\r\n") + 4;
      client.send(request.substring(0, body));
      assertEquals(100, client.reply().status());
      client.send(request.substring(body));

      assertEquals(ANSWER, client.reply().body());
      assertEquals(ANSWER, client.post("/ethereum", CALL).reply().body());
    }
  }

  @Test
  void a_client_that_asks_first_for_what_is_refused_is_told_so_before_it_sends()
      throws IOException {
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.head(
              "POST /nope HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Content-Length: 10",
              "Expect: 100-continue"));

      assertEquals(404, client.reply().status());
      assertEquals("", client.untilTheEnd());
    }
  }

  @Test
  void an_old_client_gets_its_answer_and_the_end() throws IOException {
    try (RawClient client = path.raw()) {
      client.send(RawClient.request("/", CALL, "").replace("HTTP/1.1", "HTTP/1.0"));
      RawClient.Reply reply = client.reply();

      assertEquals(ANSWER, reply.body());
      assertEquals("close", reply.header("connection"));
      assertEquals("", client.untilTheEnd());
    }
  }

  @Test
  void an_old_client_that_asks_for_it_keeps_its_connection() throws IOException {
    String request =
        RawClient.request("/", CALL, "Connection: keep-alive\r\n").replace("HTTP/1.1", "HTTP/1.0");
    try (RawClient client = path.raw()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Reply reply = client.send(request).reply();

        assertEquals(ANSWER, reply.body());
        assertEquals("keep-alive", reply.header("connection"));
      }
    }
  }

  @Test
  void a_client_that_wants_the_end_gets_it_with_its_answer() throws IOException {
    try (RawClient client = path.raw()) {
      client.send(RawClient.request("/", CALL, "Connection: close\r\n"));

      assertEquals(ANSWER, client.reply().body());
      assertEquals("", client.untilTheEnd());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ethereum",
        "/ethereum/",
        "/1",
        "/",
        "/ethereum?key=x",
        "/?",
        "http://headgate/ethereum",
        "http://headgate:8645/",
        "http://headgate"
      })
  void each_way_to_name_the_chain_leads_to_it(String uri) throws IOException {
    try (RawClient client = path.raw()) {
      assertEquals(ANSWER, client.post(uri, CALL).reply().body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /nope, application/json, 404, /ethereum",
    "POST, /ethereum/more, application/json, 404, /ethereum",
    "POST, /2, application/json, 404, /ethereum",
    "GET, /nope, application/json, 404, /ethereum",
    "GET, /ethereum, application/json, 405, POST",
    "PUT, /ethereum, application/json, 405, POST",
    "DELETE, /ethereum, application/json, 405, POST",
    "PATCH, /, application/json, 405, POST",
    "BREW, /, application/json, 405, POST",
    "POST, /, text/plain, 415, application/json",
    "POST, /, '', 415, application/json",
    "POST, /, application/jsonx, 415, application/json",
  })
  void what_leads_nowhere_says_what_would(
      String verb, String uri, String type, int status, String hint) throws IOException {
    try (RawClient client = path.raw()) {
      RawClient.Reply reply =
          client
              .send(
                  verb
                      + RawClient.request(uri, CALL, "")
                          .substring(4)
                          .replace("Content-Type: application/json", "Content-Type: " + type))
              .reply();

      assertEquals(status, reply.status());
      assertTrue(reply.body().contains("\"code\":-32600"), reply.body());
      assertTrue(reply.body().contains("\"id\":null"), reply.body());
      assertTrue(reply.body().contains(hint), reply.body());
      assertEquals(status == 405, reply.headers().containsKey("allow"));
      assertEquals(ANSWER, client.post("/", CALL).reply().body(), "the connection goes on");
    }
    assertEquals(1, node.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json-rpc", "application/jsonrequest", "Application/JSON;v=1"})
  void the_other_names_of_json_are_taken(String type) throws IOException {
    try (RawClient client = path.raw()) {
      client.send(RawClient.request("/", CALL, "").replace("application/json", type));

      assertEquals(ANSWER, client.reply().body());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "br", "zstd", "deflate", "identity, gzip"})
  void an_encoded_request_is_refused_unread(String encoding) throws IOException {
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.request(
              "/", "\u001f\u0008 no matter what", "Content-Encoding: " + encoding + "\r\n"));
      RawClient.Reply reply = client.reply();

      assertEquals(415, reply.status());
      assertTrue(reply.body().contains(encoding), reply.body());
      assertEquals(ANSWER, client.post("/", CALL).reply().body());
    }
    assertEquals(1, node.requests().size());
  }

  @Test
  void a_body_over_the_limit_is_refused_by_its_length() throws IOException {
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.head(
              "POST / HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Content-Length: 10001"));
      RawClient.Reply reply = client.reply();

      assertEquals(413, reply.status());
      assertTrue(reply.body().contains("10000 bytes"), reply.body());
      assertEquals("", client.untilTheEnd());
    }
  }

  @Test
  void a_body_that_grows_over_the_limit_is_refused_when_it_does() throws IOException {
    try (RawClient client = path.raw()) {
      client.send(
          RawClient.head(
              "POST / HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Transfer-Encoding: chunked"));
      client.send("1000\r\n" + " ".repeat(4096) + "\r\n");
      client.send("1000\r\n" + " ".repeat(4096) + "\r\n");
      client.send("1000\r\n" + " ".repeat(4096) + "\r\n");

      assertEquals(413, client.reply().status());
      assertEquals("", client.untilTheEnd());
    }
    assertEquals(0, node.requests().size());
  }

  @Test
  void a_body_at_the_limit_is_served() throws IOException {
    try (RawClient client = path.raw()) {
      assertEquals(
          ANSWER, client.post("/", CALL + " ".repeat(10_000 - CALL.length())).reply().body());
    }
  }

  /// Whatever HAProxy and the gateway might read in two ways is refused, and no node hears of it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 4",
        "Content-Length: 5|Content-Length: 6",
        "Content-Length: 5|Content-Length: 5",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: 5 5",
        "Content-Length: 99999999999999999999",
        "Content-Length: ",
        "Content-Length : 5",
        "Transfer-Encoding: xchunked|Content-Length: 5",
        "Transfer-Encoding: chunked, identity|Content-Length: 5",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: \u000bchunked|Content-Length: 5",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding:chunked\u0000",
        "Bad Name: x|Content-Length: 5",
        "X: a\u0000b|Content-Length: 5",
        "nocolon|Content-Length: 5",
      })
  void a_length_told_in_two_ways_is_refused(String lines) throws IOException {
    for (String version : List.of("HTTP/1.1", "HTTP/1.0")) {
      try (RawClient client = path.raw()) {
        client.send(
            "POST / "
                + version
                + "\r\nHost: x\r\nContent-Type: application/json\r\n"
                + lines.replace("|", "\r\n")
                + "\r\n\r\n"
                + "0\r\n\r\n"
                + RawClient.request("/", CALL, "X-Smuggled: 1\r\n"));
        RawClient.Reply reply = client.reply();

        assertEquals(400, reply.status(), version + ": " + reply.body());
        assertTrue(reply.body().contains("-32600"), reply.body());
        assertEquals("", client.untilTheEnd(), version);
      }
    }
    assertEquals(0, node.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "POST /\r\n\r\n",
        "POST / HTTP/2.0\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST / HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcdefg\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
      })
  void broken_http_is_told_so_and_ended(String bytes) throws IOException {
    try (RawClient client = path.raw()) {
      client.send(bytes);
      RawClient.Reply reply = client.reply();

      assertEquals(400, reply.status(), reply.body());
      assertEquals("close", reply.header("connection"));
      assertEquals("", client.untilTheEnd());
    }
    assertEquals(0, node.requests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"line", "header", "headers"})
  void a_head_without_end_is_ended(String what) throws IOException {
    String endless =
        switch (what) {
          case "line" -> "POST /" + "a".repeat(5_000);
          case "header" -> "POST / HTTP/1.1\r\nX: " + "a".repeat(20_000);
          default -> "POST / HTTP/1.1\r\n" + "X: a\r\n".repeat(5_000);
        };
    try (RawClient client = path.raw()) {
      client.send(endless + "\r\n\r\n");

      assertEquals(400, client.reply().status());
      assertEquals("", client.untilTheEnd());
    }
  }

  @Test
  void a_page_is_served_and_its_head_alone_on_request() throws IOException {
    try (RawClient client = path.raw()) {
      client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n");
      RawClient.Reply page = client.reply();
      assertEquals("alive\n", page.body());
      assertEquals("no-store", page.header("cache-control"));
      client.send("HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

      String head = client.untilTheEnd();
      assertTrue(head.contains("Content-Length: 6\r\n"), head);
      assertFalse(head.contains("alive"), head);
    }
  }

  @Test
  void an_answer_is_stamped_when_asked_for() throws IOException {
    try (RequestPath stamped = RequestPath.over(node).stamped().start();
        RawClient client = stamped.raw()) {
      stamped.heads(100);
      RawClient.Reply reply = client.post("/", CALL).reply();

      assertEquals("a", reply.header("x-headgate-node"));
      assertEquals("0x64", reply.header("x-headgate-head"));
      assertEquals("0", reply.header("x-headgate-lag-ms"));
      assertTrue(
          reply.header("server-timing").matches("gw;dur=[0-9.]+, node;dur=[0-9.]+"),
          reply.headers().toString());
    }
    assertFalse(path.post(CALL).headers().map().containsKey("x-headgate-node"));
  }

  @Test
  void a_client_that_leaves_takes_its_call_with_it() throws Exception {
    try (RawNode silent = RawNode.silent();
        RequestPath over = RequestPath.over(silent).start()) {
      try (RawClient client = over.raw()) {
        client.post("/", CALL);
        assertEquals("1", silent.take().id());
      }

      RequestPath.await(
          "the call is counted as abandoned",
          () -> over.recorder().outcomes().toString().equals("[ABANDONED]"));
    }
  }
}
