package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HedgeDelay;
import dev.headgate.request.send.AttemptRecorder.Hedge;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The floor under heads (INTERFACE section 6.3): no answer about the head comes from a node that
/// lacks a head which was delivered, or which a fit node has had for the grace.
@ExtendWith(NoLeaks.class)
class FloorIT {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final String ADDRESS = "\"0x00000000000000000000000000000000000000aa\"";
  private static final String HASH = "\"0x" + "ab".repeat(32) + "\"";

  /// A node that says its head when asked, and else its name; knows no hash.
  private static final class Height implements AutoCloseable {
    private final AtomicLong head;
    private final RawNode node;

    Height(String name, long first) {
      head = new AtomicLong(first);
      node =
          RawNode.of(line -> {
            while (true) {
              RawNode.Request request = line.request();
              line.answer(RawNode.result(request.id(), result(request.body(), name)));
            }
          });
    }

    private String result(String body, String name) {
      if (body.contains("eth_blockNumber")) {
        return "\"0x" + Long.toHexString(head.get()) + "\"";
      }
      return body.contains("ByHash") || body.contains("Receipt") ? "null" : "\"" + name + "\"";
    }

    int asked(String method) {
      return (int) node.requests().stream().filter(r -> r.body().contains(method)).count();
    }

    @Override
    public void close() {
      node.close();
    }
  }

  private static RequestPath.Spec over(Height... nodes) {
    RawNode[] raw = new RawNode[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      raw[i] = nodes[i].node;
    }
    return RequestPath.over(raw).floor(Duration.ZERO, LONG);
  }

  private static RequestPath hedged(RawNode a, RawNode b) {
    return RequestPath.over(a, b)
        .floor(Duration.ZERO, LONG)
        .hedge(new HedgeDelay.After(SHORT))
        .start();
  }

  private static String balance(String id, String block) {
    return RequestPath.call(id, "eth_getBalance", "[" + ADDRESS + "," + block + "]");
  }

  private static String answer(String id, String result) {
    return RawNode.result(id, result);
  }

  @Test
  void calls_about_the_head_leave_an_active_node_that_is_below_the_floor() {
    try (Height a = new Height("a", 100);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 101);

      assertEquals(OptionalLong.of(101), path.floor());
      for (String block : List.of("\"latest\"", "\"pending\"", "\"safe\"", "\"0x65\"", "null")) {
        assertEquals(answer("1", "\"b\""), path.post(balance("1", block)).body(), block);
      }
      assertEquals(answer("1", "\"a\""), path.post(balance("1", "\"0x64\"")).body());
      assertEquals(answer("1", "\"a\""), path.post(RequestPath.call("1", "eth_chainId")).body());
      assertEquals(0, path.recorder().regressions());
    }
  }

  @Test
  void a_head_that_another_node_has_had_for_less_than_the_grace_is_no_floor_yet() {
    try (Height a = new Height("a", 100);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).floor(LONG, LONG).start()) {
      path.heads(100, 101);

      assertEquals(answer("1", "\"a\""), path.post(balance("1", "\"latest\"")).body());
      assertEquals(
          answer("1", "\"b\""),
          path.post(balance("1", "\"0x65\"")).body(),
          "a block that only one node has is asked of that one");
    }
  }

  @Test
  void a_head_that_was_delivered_is_the_floor_for_every_client() {
    try (Height a = new Height("a", 102);
        Height b = new Height("b", 100);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 100);
      assertEquals(
          answer("1", "\"0x66\""), path.post(RequestPath.call("1", "eth_blockNumber")).body());
      assertEquals(OptionalLong.of(102), path.floor());

      path.fit("b");
      CompletableFuture<HttpResponse<String>> waits = path.later(balance("2", "\"latest\""));
      RequestPath.await("b is asked for its head", () -> b.asked("eth_blockNumber") > 1);
      assertFalse(waits.isDone());
      b.head.set(102);

      assertEquals(answer("2", "\"b\""), waits.join().body());
      assertEquals(0, path.recorder().regressions());
    }
  }

  @Test
  void a_node_that_has_the_head_by_now_is_asked_and_serves_without_a_wait() {
    try (Height a = new Height("a", 101);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 101);
      path.picture(List.of("a"), List.of("b"));
      RequestPath.await("the floor", () -> path.floor().equals(OptionalLong.of(101)));

      assertEquals(answer("1", "\"a\""), path.post(balance("1", "\"latest\"")).body());
      assertEquals(1, a.asked("eth_blockNumber"));
      assertEquals(answer("1", "\"a\""), path.post(balance("1", "\"latest\"")).body());
      assertEquals(1, a.asked("eth_blockNumber"), "what it said is remembered");
    }
  }

  @Test
  void many_calls_that_wait_ask_one_question() {
    try (Height a = new Height("a", 101);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 101);
      path.picture(List.of("a"), List.of("b"));
      List<CompletableFuture<HttpResponse<String>>> calls =
          IntStream.range(0, 50).mapToObj(i -> path.later(balance("1", "\"latest\""))).toList();
      calls.forEach(call -> assertEquals(answer("1", "\"a\""), call.join().body()));

      assertEquals(50, a.asked("eth_getBalance"));
      assertTrue(a.asked("eth_blockNumber") <= 2, a.asked("eth_blockNumber") + " questions");
    }
  }

  @Test
  void after_the_wait_the_best_node_serves_and_the_step_back_is_counted() {
    try (Height a = new Height("a", 99);
        Height b = new Height("b", 100);
        Height c = new Height("c", 101);
        RequestPath path = over(a, b, c).floor(Duration.ZERO, SHORT).start()) {
      path.heads(99, 100, 101);
      path.fit("a", "b");

      assertEquals(
          answer("1", "\"b\""),
          path.post(balance("1", "\"latest\"")).body(),
          "the freshest, not the active one");
      assertEquals(1, path.recorder().regressions());
      RequestPath.await("the floor fell", () -> path.floor().equals(OptionalLong.of(100)));
      assertEquals(answer("2", "\"b\""), path.post(balance("2", "\"latest\"")).body());
      assertEquals(1, path.recorder().regressions(), "once");
    }
  }

  @Test
  void a_head_below_the_floor_is_not_passed_on_while_another_node_has_a_better_one() {
    try (Height a = new Height("a", 99);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).start()) {
      path.heads(101, 101);

      assertEquals(
          answer("1", "\"0x65\""), path.post(RequestPath.call("1", "eth_blockNumber")).body());
      assertEquals(answer("2", "\"b\""), path.post(balance("2", "\"latest\"")).body());
      assertEquals(0, path.recorder().regressions());
    }
  }

  @Test
  void the_number_of_a_latest_block_that_was_delivered_is_the_floor_too() {
    try (RawNode a = RawNode.answering("{\"hash\":\"0x1\",\"number\":\"0x66\"}");
        Height b = new Height("b", 102);
        RequestPath path = RequestPath.over(a, b.node).floor(LONG, LONG).start()) {
      path.heads(100, 100);
      for (String tag : List.of("safe", "finalized", "0x66", "latest")) {
        assertEquals(OptionalLong.empty(), path.floor(), "before " + tag);
        path.post(RequestPath.call("1", "eth_getBlockByNumber", "[\"" + tag + "\",false]"));
      }
      assertEquals(OptionalLong.of(102), path.floor());
    }
  }

  @Test
  void a_head_beyond_reason_is_not_passed_on_and_raises_no_floor() {
    try (Height a = new Height("a", 1_000_000);
        Height b = new Height("b", 100);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 100);

      assertEquals(
          answer("1", "\"0x64\""), path.post(RequestPath.call("1", "eth_blockNumber")).body());
      assertEquals(OptionalLong.of(100), path.floor());
    }
  }

  @Test
  void a_head_beyond_reason_that_every_node_has_is_passed_on() {
    try (Height a = new Height("a", 1_000_000);
        Height b = new Height("b", 1_000_001);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 100);

      assertEquals(
          answer("1", "\"0xf4241\""), path.post(RequestPath.call("1", "eth_blockNumber")).body());
      assertEquals(OptionalLong.of(100), path.floor());
    }
  }

  @Test
  void no_hedge_goes_to_a_node_below_the_floor() throws Exception {
    try (RawNode a = RawNode.silent();
        Height b = new Height("b", 100);
        RequestPath path = hedged(a, b.node)) {
      path.heads(101, 100);
      CompletableFuture<HttpResponse<String>> old = path.later(balance("1", "\"0x64\""));
      assertEquals(answer("1", "\"b\""), old.join().body(), "an old block may be hedged");

      CompletableFuture<HttpResponse<String>> head = path.later(balance("2", "\"latest\""));
      a.take();
      assertEquals("2", a.take().id());
      RequestPath.await("no second node", () -> path.recorder().hedges().size() == 2);
      assertFalse(head.isDone());
      assertEquals(1, b.asked("eth_getBalance"));
    }
  }

  /// A standby that gets each block later than the primary is a block behind at the same moment of
  /// each block's time: a hedge that is not looked for again is not had at all.
  @Test
  void a_hedge_that_found_the_second_node_below_the_floor_is_sent_when_it_is_there()
      throws Exception {
    try (RawNode a = RawNode.silent();
        Height b = new Height("b", 100);
        RequestPath path = hedged(a, b.node)) {
      path.heads(101, 100);
      CompletableFuture<HttpResponse<String>> head = path.later(balance("1", "\"latest\""));
      assertEquals("1", a.take().id());
      RequestPath.await("no second node", () -> path.recorder().hedges().size() == 1);
      b.head.set(101);
      path.heads(101, 101);

      assertEquals(answer("1", "\"b\""), head.join().body());
      assertEquals(List.of(Hedge.SKIPPED, Hedge.WON), path.recorder().hedges());
    }
  }

  @Test
  void a_batch_goes_as_one_to_a_node_at_the_floor() {
    String both = "[" + answer("1", "\"0x1\"") + "," + answer("2", "\"0x0\"") + "]";
    try (Height a = new Height("a", 100);
        RawNode b = RawNode.saying(both);
        RequestPath path = RequestPath.over(a.node, b).floor(Duration.ZERO, LONG).start()) {
      path.heads(100, 101);
      String batch = "[" + RequestPath.call("1", "eth_chainId") + "," + balance("2", "null") + "]";

      assertEquals(both, path.post(batch).body());
      assertEquals(1, b.requests().size(), "the call that needs no head went along");
      assertEquals(0, a.node.requests().size());
    }
  }

  @Test
  void a_connection_lost_to_the_only_node_at_the_floor_is_no_reason_to_wait_for_another() {
    RawNode.Script losesTheFirst =
        line -> {
          RawNode.Request request = line.request();
          if (line.number() > 1) {
            line.answer(RawNode.result(request.id(), "\"0x65\""));
            line.hold();
          }
        };
    try (Height a = new Height("a", 100);
        RawNode b = RawNode.of(losesTheFirst);
        RequestPath path = RequestPath.over(a.node, b).floor(Duration.ZERO, LONG).start()) {
      path.heads(100, 101);

      assertEquals(
          answer("1", "\"0x65\""), path.post(RequestPath.call("1", "eth_blockNumber")).body());
      assertEquals(2, b.connections());
      assertEquals(0, path.recorder().regressions());
    }
  }

  @Test
  void a_client_that_leaves_while_it_waits_is_forgotten() throws Exception {
    try (Height a = new Height("a", 100);
        Height b = new Height("b", 101);
        RequestPath path = over(a, b).start()) {
      path.heads(100, 101);
      path.fit("a");
      try (RawClient client = path.raw()) {
        client.post("/ethereum", balance("1", "\"latest\""));
        RequestPath.await("it waits", () -> a.asked("eth_blockNumber") > 0);
      }
      RequestPath.await("it is gone", () -> !path.recorder().calls().isEmpty());
      a.head.set(101);

      assertEquals(answer("2", "\"a\""), path.post(balance("2", "\"latest\"")).body());
      assertEquals(1, a.asked("eth_getBalance"));
    }
  }

  @Test
  void a_hash_unknown_to_a_new_active_node_is_asked_elsewhere_first() {
    String real = "{\"hash\":" + HASH + "}";
    try (Height a = new Height("a", 100);
        RawNode b = RawNode.answering(real);
        RequestPath path = RequestPath.over(a.node, b).start()) {
      String call = RequestPath.call("1", "eth_getTransactionByHash", "[" + HASH + "]");
      path.heads(100, 100);
      assertEquals(answer("1", "null"), path.post(call).body(), "it has been active for long");
      path.justFailedOver();

      assertEquals(answer("1", real), path.post(call).body());
      assertEquals(1, b.requests().size());
    }
  }

  @Test
  void a_hash_that_nobody_knows_is_null() {
    try (Height a = new Height("a", 100);
        Height b = new Height("b", 100);
        RequestPath path = over(a, b).start()) {
      path.justFailedOver();
      String call = RequestPath.call("1", "eth_getTransactionReceipt", "[" + HASH + "]");

      assertEquals(answer("1", "null"), path.post(call).body());
      assertEquals(1, b.asked("Receipt"));
    }
  }

  @Test
  void what_follows_a_transaction_is_asked_of_the_node_that_took_it() {
    try (RawNode a = RawNode.answering(HASH);
        Height b = new Height("b", 100);
        RequestPath path = RequestPath.over(a, b.node).start()) {
      path.heads(100, 100);
      assertEquals(
          answer("1", HASH),
          path.post(RequestPath.call("1", "eth_sendRawTransaction", "[\"0x02\"]")).body());
      path.fit("b", "a");

      String pending =
          RequestPath.call("2", "eth_getTransactionCount", "[" + ADDRESS + ",\"pending\"]");
      String receipt = RequestPath.call("3", "eth_getTransactionReceipt", "[" + HASH + "]");
      assertEquals(answer("2", HASH), path.post(pending).body());
      assertEquals(answer("3", HASH), path.post(receipt).body());
      assertEquals(answer("4", "\"b\""), path.post(balance("4", "\"latest\"")).body());
    }
  }

  @Test
  void a_head_beyond_reason_does_not_win_while_a_hedge_is_under_way() {
    CountDownLatch hedged = new CountDownLatch(1);
    CountDownLatch lied = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(hedged);
              line.answer(RawNode.result(request.id(), "\"0xf4240\""));
              line.answerAll("\"0xf4240\"");
            });
        RawNode b =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              hedged.countDown();
              line.await(lied);
              line.answer(RawNode.result(request.id(), "\"0x64\""));
              line.answerAll("\"0x64\"");
            });
        RequestPath path = hedged(a, b)) {
      path.heads(100, 100);
      CompletableFuture<HttpResponse<String>> asked =
          path.later(RequestPath.call("1", "eth_blockNumber"));
      RequestPath.await("a has lied", () -> !path.recorder().ends("a").isEmpty());
      lied.countDown();

      assertEquals(answer("1", "\"0x64\""), asked.join().body());
    }
  }

  @Test
  void calls_wait_for_a_picture_from_after_this_process_stood_still() {
    try (Height a = new Height("a", 100);
        Height b = new Height("b", 102);
        RequestPath path = over(a, b).floor(LONG, LONG).start()) {
      path.heads(100, 100);
      path.stoodStill();
      List<CompletableFuture<HttpResponse<String>>> held =
          List.of(
              path.later(RequestPath.call("1", "eth_blockNumber")),
              path.later(balance("1", "\"latest\"")),
              path.later(RequestPath.call("1", "eth_chainId")));
      RequestPath.await("they wait", () -> path.waiting() == 3);
      assertEquals(0, a.node.requests().size() + b.node.requests().size());

      path.heads(100, 102);
      List<String> answers = held.stream().map(each -> each.join().body()).toList();
      assertEquals(
          List.of(answer("1", "\"0x66\""), answer("1", "\"b\""), answer("1", "\"a\"")),
          answers,
          "what is seen after a standstill has been there for longer than the grace");
    }
  }

  @Test
  void calls_wait_for_a_new_picture_no_longer_than_for_a_head() {
    try (Height a = new Height("a", 100);
        RequestPath path = over(a).floor(Duration.ZERO, SHORT).start()) {
      path.heads(100);
      path.stoodStill();
      for (int i = 0; i < 2; i++) {
        assertEquals(answer("1", "\"a\""), path.post(RequestPath.call("1", "eth_chainId")).body());
      }
    }
  }

  @Test
  void a_client_that_leaves_waits_for_no_new_picture() throws Exception {
    try (Height a = new Height("a", 100);
        RequestPath path = over(a).start()) {
      path.heads(100);
      path.stoodStill();
      try (RawClient client = path.raw()) {
        client.post("/", RequestPath.call("1", "eth_chainId"));
        RequestPath.await("it waits", () -> path.waiting() == 1);
      }
      RequestPath.await("it is gone", () -> path.waiting() == 0);
      path.heads(100);
      assertEquals(answer("2", "\"a\""), path.post(RequestPath.call("2", "eth_chainId")).body());
      assertEquals(1, a.node.requests().size());
    }
  }

  @Test
  void a_deadline_ends_the_wait_for_a_new_picture() {
    try (Height a = new Height("a", 100);
        RequestPath path = over(a).floor(Duration.ZERO, LONG).deadline(SHORT).start()) {
      path.heads(100);
      path.stoodStill();
      int status = path.post(RequestPath.call("1", "eth_chainId")).statusCode();
      assertTrue(status == 200 || status == 504, () -> "status " + status);
    }
  }
}
