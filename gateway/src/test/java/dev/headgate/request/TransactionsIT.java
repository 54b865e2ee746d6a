package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A raw transaction whose fate is unknown: repeated byte by byte where that does no harm, and what
/// a second node then says of it is read for what it means.
@ExtendWith(NoLeaks.class)
class TransactionsIT {
  /// The example of EIP-155, and its hash.
  private static final String RAW =
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
          + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aec"
          + "b703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final String HASH =
      "\"0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788\"";

  private static final String SEND =
      RequestPath.call("1", "eth_sendRawTransaction", "[ \"" + RAW + "\" ]");

  /// Takes the transaction and dies.
  private static RawNode.Script takes() {
    return line -> {
      line.request();
      line.reset();
    };
  }

  private static RawNode dying() {
    return RawNode.of(takes());
  }

  /// Refuses transactions in these words, and answers who asks for one.
  private static RawNode refusing(String message, String found) {
    return RawNode.of(line -> {
      while (true) {
        RawNode.Request request = line.request();
        boolean asks = request.body().contains("eth_getTransactionByHash");
        line.answer(
            asks
                ? RawNode.result(request.id(), found)
                : RawNode.error(request.id(), -32000, message));
      }
    });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"already known", "AlreadyKnown", "known transaction: 0x33", "already imported"})
  void a_transaction_that_the_second_node_knows_had_arrived(String words)
      throws InterruptedException {
    String message = words.equals("AlreadyKnown") ? "tx already known" : words;
    try (RawNode a = dying();
        RawNode b = refusing(message, "null");
        RequestPath path = RequestPath.over(a, b).start()) {
      HttpResponse<String> reply = path.post(SEND);

      assertEquals(RawNode.result("1", HASH), reply.body());
      assertEquals(200, reply.statusCode());
      assertEquals(SEND, a.take().body(), "byte by byte");
      assertEquals(SEND, b.take().body(), "byte by byte");
      assertEquals(1, path.recorder().ambiguous());
      assertEquals(List.of(CallOutcome.RESULT), path.recorder().outcomes());
    }
  }

  @Test
  void a_transaction_that_is_known_keeps_its_id_in_a_batch() {
    try (RawNode a = dying();
        RawNode b =
            RawNode.of(line -> {
              line.request();
              line.answer("[" + RawNode.error("0", -32000, "already known") + "]");
            });
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(
          "[" + RawNode.result("1.50", HASH) + "]",
          path.post(
                  "["
                      + RequestPath.call("1.50", "eth_sendRawTransaction", "[\"" + RAW + "\"]")
                      + "]")
              .body());
    }
  }

  @Test
  void a_nonce_that_this_very_transaction_used_is_no_error() {
    try (RawNode a = dying();
        RawNode b =
            refusing("nonce too low: next nonce 10, tx nonce 9", "{\"hash\":" + HASH + "}");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertTrue(
          b.requests()
              .getLast()
              .body()
              .contains("\"eth_getTransactionByHash\",\"params\":[" + HASH));
    }
  }

  @Test
  void a_nonce_that_another_transaction_used_is_the_node_s_own_error() {
    String words = "nonce too low: next nonce 10, tx nonce 9";
    try (RawNode a = dying();
        RawNode b = refusing(words, "null");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.error("1", -32000, words), path.post(SEND).body());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "already known",
        "nonce too low",
        "insufficient funds for gas",
        "execution reverted"
      })
  void what_the_first_node_says_is_returned_as_it_is(String words) {
    try (RawNode a = refusing(words, "{}");
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.error("1", -32000, words), path.post(SEND).body());
      assertEquals(0, b.requests().size());
      assertEquals(0, path.recorder().ambiguous());
    }
  }

  @Test
  void what_is_no_transaction_after_all_is_the_node_s_to_judge() {
    String call = RequestPath.call("1", "eth_sendRawTransaction", "[\"0x1234\"]");
    try (RawNode a = dying();
        RawNode b = refusing("already known", "null");
        RequestPath path = RequestPath.over(a, b).start()) {
      String body = path.post(call).body();

      // 0x12 is a type of its own, which some chain may have: then its hash is what it is.
      assertTrue(body.contains("\"result\":\"0x") || body.contains("already known"), body);
    }
  }

  @Test
  void a_transaction_without_answer_in_time_may_have_been_sent() {
    try (RawNode a = RawNode.silent();
        RequestPath path = RequestPath.over(a).deadline(Duration.ofMillis(200)).start()) {
      HttpResponse<String> reply = path.post(SEND);

      assertEquals(504, reply.statusCode());
      assertTrue(reply.body().contains("\"code\":-32603"), reply.body());
      assertTrue(reply.body().contains("\"submitted\":\"unknown\""), reply.body());
      assertEquals(1, path.recorder().ambiguous());
    }
  }

  @Test
  void a_private_transaction_is_never_shown_to_a_public_node() {
    try (RawNode a = dying();
        RawNode b = RawNode.answering(HASH);
        RequestPath path =
            RequestPath.over(
                    RequestPath.hidden(RequestPath.node("a", a.uri())),
                    RequestPath.node("b", b.uri()))
                .start()) {
      for (int i = 0; i < 8; i++) {
        HttpResponse<String> reply = path.post(SEND);
        assertEquals(503, reply.statusCode(), reply.body());
      }
      assertEquals(0, b.requests().size());
      assertEquals(200, path.post(RequestPath.call("1", "eth_chainId")).statusCode());
      assertEquals(1, b.requests().size(), "a read may go there");
    }
  }

  private static void kill(RawNode node) {
    node.close();
  }

  /// Not a byte was written, so that it might be sent again: but not to everyone.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "eth_sendBundle",
        "eth_callBundle",
        "eth_sendPrivateTransaction",
        "mev_sendBundle",
        "eth_sendUserOperation",
        "wallet_sendPreparedCalls",
        "eth_sendTransaction",
        "my_own"
      })
  void an_order_whose_private_node_refuses_is_never_shown_to_a_public_one(String method) {
    try (RawNode a = RawNode.answering("\"private\"");
        RawNode b = RawNode.answering("\"public\"");
        RawNode c = RawNode.answering("\"private too\"");
        RequestPath path =
            RequestPath.over(
                    RequestPath.hidden(RequestPath.node("a", a.uri())),
                    RequestPath.node("b", b.uri()),
                    RequestPath.hidden(RequestPath.node("c", c.uri())))
                .start()) {
      kill(a);
      String order = RequestPath.call("1", method, "[{}]");
      assertEquals(RawNode.result("1", "\"private too\""), path.post(order).body());

      kill(c);
      for (int i = 0; i < 8; i++) {
        String body = path.post(order).body();
        assertTrue(body.contains("-32005") || body.contains("-32000"), body);
      }
      assertEquals(List.of(), b.requests());
      path.post(RequestPath.call("1", "eth_newFilter", "[{}]"));
      assertEquals(1, b.requests().size(), "a filter tells nothing");
    }
  }

  @Test
  void a_private_transaction_moves_to_the_next_private_node() {
    try (RawNode a = dying();
        RawNode b = RawNode.answering("\"public\"");
        RawNode c = RawNode.answering(HASH);
        RequestPath path =
            RequestPath.over(
                    RequestPath.hidden(RequestPath.node("a", a.uri())),
                    RequestPath.node("b", b.uri()),
                    RequestPath.hidden(RequestPath.node("c", c.uri())))
                .start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertEquals(0, b.requests().size());
    }
  }

  /// The judge changes its mind while the transaction is with the private node.
  @Test
  void nor_when_the_public_node_becomes_the_active_one_meanwhile() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.await(changed);
              line.reset();
            });
        RawNode b = RawNode.answering("\"public\"");
        RequestPath path =
            RequestPath.over(
                    RequestPath.hidden(RequestPath.node("a", a.uri())),
                    RequestPath.node("b", b.uri()))
                .start()) {
      CompletableFuture<HttpResponse<String>> sent = path.later(SEND);
      a.take();
      path.fit("b");
      changed.countDown();

      assertEquals(503, sent.join().statusCode());
      assertTrue(
          sent.join().body().contains("\"submitted\":\"unknown\""), () -> sent.join().body());
      assertEquals(0, b.requests().size());
    }
  }

  /// The same for a public one: what was public may not turn up at a private node either, whose
  /// operator sells that nobody else has it.
  @Test
  void a_public_transaction_stays_with_public_nodes_too() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.await(changed);
              line.reset();
            });
        RawNode b = RawNode.answering("\"private\"");
        RawNode c = RawNode.answering(HASH);
        RequestPath path =
            RequestPath.over(
                    RequestPath.node("a", a.uri()),
                    RequestPath.hidden(RequestPath.node("b", b.uri())),
                    RequestPath.node("c", c.uri()))
                .start()) {
      CompletableFuture<HttpResponse<String>> sent = path.later(SEND);
      a.take();
      path.fit("b", "c");
      changed.countDown();

      assertEquals(RawNode.result("1", HASH), sent.join().body());
      assertEquals(0, b.requests().size());
    }
  }

  @Test
  void a_transaction_beside_reads_in_a_batch_keeps_its_own_rule() throws Exception {
    Node hidden;
    try (RawNode a = dying();
        RawNode b = RawNode.saying("[" + RawNode.result("2", "\"b\"") + "]")) {
      hidden = RequestPath.hidden(RequestPath.node("a", a.uri()));
      try (RequestPath path = RequestPath.over(hidden, RequestPath.node("b", b.uri())).start()) {
        String body =
            path.post("[" + SEND + "," + RequestPath.call("2", "eth_chainId") + "]").body();

        assertTrue(body.contains("-32005") && body.contains(RawNode.result("2", "\"b\"")), body);
        assertEquals(
            List.of("[" + RequestPath.call("2", "eth_chainId") + "]"),
            b.requests().stream().map(RawNode.Request::body).toList());
      }
    }
  }

  @Test
  void a_transaction_that_is_known_after_a_429_had_arrived() {
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send(RawNode.http(429, ""));
            });
        RawNode b = refusing("already known", "null");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertEquals(0, path.recorder().ambiguous(), "most likely it went no further");
    }
  }
}
