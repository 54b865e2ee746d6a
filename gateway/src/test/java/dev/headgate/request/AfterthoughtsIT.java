package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.config.HedgeDelay;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.send.AttemptRecorder.End;
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

/// What comes late, beside, or from a node that understood something else: whose answer it is, whom
/// it tells against, and when it ends.
@ExtendWith(NoLeaks.class)
class AfterthoughtsIT {
  /// The example of EIP-155, and its hash.
  private static final String RAW =
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
          + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aec"
          + "b703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final String HASH =
      "\"0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788\"";

  private static final String SEND =
      RequestPath.call("1", "eth_sendRawTransaction", "[\"" + RAW + "\"]");

  private static final Duration SOON = Duration.ofMillis(20);

  private static RawNode erring(int code, String message) {
    return RawNode.saying(RawNode.error("ID", code, message));
  }

  private static RawNode dying() {
    return RawNode.of(line -> {
      line.request();
      line.reset();
    });
  }

  // ---- the caller's own faults

  @ParameterizedTest
  @ValueSource(strings = {"\"mine\"", "1.50"})
  void what_a_node_could_not_read_is_the_caller_s_own_fault(String id) {
    try (RawNode a = RawNode.saying(RawNode.error("null", -32700, "lone surrogate"));
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      for (int i = 0; i < 6; i++) {
        assertEquals(
            RawNode.error(id, -32700, "lone surrogate"),
            path.post(RequestPath.call(id, "eth_call")).body());
      }
      assertEquals(BreakerState.CLOSED, path.breaker("a"));
      assertEquals(List.of(), b.requests());
    }
  }

  @Test
  void one_error_for_a_whole_batch_opens_no_breaker() {
    try (RawNode a = RawNode.saying(RawNode.error("null", -32600, "batch too large"));
        RawNode b = RawNode.saying("[" + RawNode.result("ID", "1") + "]");
        RequestPath path = RequestPath.over(a, b).start()) {
      for (int i = 0; i < 6; i++) {
        assertEquals(
            "[" + RawNode.result("7", "1") + "]",
            path.post("[" + RequestPath.call("7", "eth_call") + "]").body());
      }
      assertEquals(BreakerState.CLOSED, path.breaker("a"));
    }
  }

  @Test
  void an_answer_over_the_limit_opens_no_breaker() {
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              line.hold();
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      for (int i = 0; i < 6; i++) {
        path.post(RequestPath.call("1", "eth_getLogs"));
      }
      assertEquals(BreakerState.CLOSED, path.breaker("a"));
    }
  }

  @Test
  void an_answer_to_a_notification_s_place_is_nobody_s() {
    String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_call\",\"params\":[]}";
    String batch = "[" + RequestPath.call("7", "eth_call") + "," + notification + ",";
    String request = batch + RequestPath.call("7", "eth_call") + "]";
    String first = RawNode.result("0", "1");
    String last = RawNode.result("2", "3");
    try (RawNode a =
            RawNode.saying("[" + first + "," + RawNode.result("1", "2") + "," + last + "]");
        RawNode b = RawNode.saying("[" + first + "," + last + "]");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(
          "[" + RawNode.result("7", "1") + "," + RawNode.result("7", "3") + "]",
          path.post(request).body());
    }
  }

  // ---- transactions

  @ParameterizedTest
  @ValueSource(strings = {"request timed out", "internal error"})
  void a_node_that_gave_up_on_a_transaction_may_have_passed_it_on(String words) {
    try (RawNode a = erring(-32000, words);
        RawNode b = erring(-32000, "already known");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
    }
  }

  @Test
  void a_transaction_longer_than_hold_is_known_all_the_same() {
    String data = "{\"hash\":" + HASH + ",\"input\":\"0x" + "00".repeat(100_000) + "\"}";
    try (RawNode a = dying();
        RawNode b =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                line.answer(
                    request.body().contains("eth_getTransactionByHash")
                        ? RawNode.result(request.id(), data)
                        : RawNode.error(request.id(), -32000, "nonce too low"));
              }
            });
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
    }
  }

  @Test
  void what_is_known_but_no_transaction_is_the_node_s_to_judge() {
    try (RawNode a = dying();
        RawNode b = erring(-32000, "already known");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(
          RawNode.error("1", -32000, "already known"),
          path.post(RequestPath.call("1", "eth_sendRawTransaction", "[]")).body());
    }
  }

  /// The first node is alive, has the transaction, and takes its time: after ten seconds a second
  /// one is asked, which has heard of it from the first.
  @Test
  void a_transaction_that_is_asked_twice_at_once_may_be_known_for_that() throws Exception {
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              while (!request.body().contains("eth_sendRawTransaction")) {
                line.answer(RawNode.result(request.id(), "1"));
                request = line.request();
              }
              line.hold();
            });
        RawNode b = erring(-32000, "already known");
        RequestPath path = RequestPath.over(a, b).start()) {
      CompletableFuture<HttpResponse<String>> reply = path.later(SEND);
      assertEquals(SEND, a.take().body());
      path.post(RequestPath.call("2", "eth_chainId")); // a lives
      assertEquals(RawNode.result("1", HASH), reply.join().body());
    }
  }

  // ---- hedges

  @Test
  void a_null_that_only_the_hedge_gave_is_its_own_node_s_at_the_deadline() {
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("null");
        RequestPath path =
            RequestPath.over(a, b)
                .hedge(new HedgeDelay.After(SOON))
                .deadline(Duration.ofMillis(500))
                .stamped()
                .start()) {
      HttpResponse<String> reply =
          path.post(RequestPath.call("1", "eth_getTransactionByHash", "[\"0x00\"]"));
      assertEquals(RawNode.result("1", "null"), reply.body());
      assertEquals("b", reply.headers().firstValue("X-Headgate-Node").orElse(""));
    }
  }

  @Test
  void a_loser_that_never_ends_is_ended_at_the_deadline() {
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
              line.hold();
            });
        RawNode b = RawNode.answering("1");
        RequestPath path =
            RequestPath.over(a, b)
                .hedge(new HedgeDelay.After(SOON))
                .deadline(Duration.ofMillis(500))
                .start()) {
      assertEquals(
          RawNode.result("1", "1"), path.post(RequestPath.call("1", "eth_chainId")).body());
      RequestPath.await(
          "its connection and permit are given back",
          () -> path.recorder().ends("a").equals(List.of(End.CANCELLED)));
    }
  }

  @Test
  void a_loser_s_500_tells_against_its_node() {
    CountDownLatch answered = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.await(answered);
              line.send(RawNode.http(500, ""));
              line.hold();
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).hedge(new HedgeDelay.After(SOON)).start()) {
      path.post(RequestPath.call("1", "eth_chainId"));
      answered.countDown();
      RequestPath.await(
          "it counts", () -> path.recorder().ends("a").equals(List.of(End.HTTP_ERROR)));
    }
  }

  // ---- long calls, batches

  /// Silent to everyone for ten seconds.
  @Test
  void a_trace_moves_off_a_hung_node() {
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("\"trace\"");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(
          RawNode.result("1", "\"trace\""),
          path.post(RequestPath.call("1", "debug_traceTransaction", "[\"0x00\"]")).body());
      assertEquals(List.of(End.EVICTED), path.recorder().ends("a"));
    }
  }

  @Test
  void the_answers_of_a_batch_count_as_held_until_the_last_is_there() {
    CountDownLatch seen = new CountDownLatch(1);
    try (RawNode raw =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              if (request.id().equals("2")) {
                line.await(seen);
              }
              line.answer(
                  "[" + RawNode.result(request.id(), "\"" + "f".repeat(1_000) + "\"") + "]");
            });
        RequestPath path =
            RequestPath.over(oneCallABatch(RequestPath.node("a", raw.uri()))).start()) {
      CompletableFuture<HttpResponse<String>> reply =
          path.later(
              "["
                  + RequestPath.call("1", "eth_chainId")
                  + ","
                  + RequestPath.call("2", "eth_chainId")
                  + "]");
      RequestPath.await("the first is held", () -> path.held().bytes() > 1_000);
      seen.countDown();
      assertTrue(reply.join().body().endsWith("\"}]"));
      RequestPath.await("nothing is held", () -> path.held().bytes() == 0);
    }
  }

  private static Node oneCallABatch(Node node) {
    return RequestPath.with(node, node.headers(), false, 1, node.maxConnections());
  }
}
