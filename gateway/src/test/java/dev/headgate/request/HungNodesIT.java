package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HedgeDelay;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.request.send.AttemptRecorder.Hedge;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Nodes that take calls and say nothing.
@ExtendWith(NoLeaks.class)
class HungNodesIT {
  private static final HedgeDelay SOON = new HedgeDelay.After(Duration.ofMillis(100));
  private static final String READ = RequestPath.call("1", "eth_chainId");

  @Test
  void hedges_carry_calls_past_a_hung_node_until_its_breaker_opens() {
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("\"b\"");
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      for (int i = 0; i < 5; i++) {
        assertEquals(BreakerState.CLOSED, path.breaker("a"));
        assertEquals(RawNode.result("1", "\"b\""), path.post(READ).body());
      }
      assertEquals(BreakerState.OPEN, path.breaker("a"), "after five silent losses");
      assertEquals(Collections.nCopies(5, Hedge.WON), path.recorder().hedges());
      for (int i = 0; i < 20; i++) {
        assertEquals(RawNode.result("1", "\"b\""), path.post(READ).body());
      }
      assertEquals(5, a.requests().size(), "the node was left");
      RequestPath.await(
          "its silent connections were ended with the breaker",
          () -> path.recorder().ends("a").equals(Collections.nCopies(5, End.EVICTED)));
    }
  }

  /// A call that is too dear to hedge waits on the same node: the breaker frees it.
  @Test
  void a_breaker_that_opens_over_silence_moves_the_calls_that_wait_there() throws Exception {
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("\"b\"");
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      CompletableFuture<HttpResponse<String>> dear =
          path.later(RequestPath.call("7", "eth_getLogs"));
      assertEquals("7", a.take().id());
      for (int i = 0; i < 5; i++) {
        path.post(READ);
      }

      assertEquals(RawNode.result("7", "\"b\""), dear.join().body());
    }
  }

  @Test
  void a_first_node_that_answers_after_all_wins_and_its_hedge_is_read_to_its_end()
      throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(asked);
              line.answer(RawNode.result(request.id(), "\"a\""));
              line.answerAll("\"a\"");
            });
        RawNode b =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              asked.countDown();
              line.await(answered);
              line.answer(RawNode.result(request.id(), "\"b\""));
              line.answerAll("\"b\"");
            });
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      assertEquals(RawNode.result("1", "\"a\""), path.post(READ).body());
      assertEquals(List.of(Hedge.LOST), path.recorder().hedges());
      answered.countDown();
      RequestPath.await("the loser's answer was read", () -> !path.recorder().ends("b").isEmpty());
      path.fit("b");

      assertEquals(
          RawNode.result("2", "\"b\""), path.post(RequestPath.call("2", "eth_chainId")).body());
      assertEquals(1, b.connections(), "on the connection that was kept");
    }
  }

  @Test
  void null_never_wins_a_hedge() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    String real = "{\"hash\":\"0x1\"}";
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(told);
              line.answer(RawNode.result(request.id(), real));
            });
        RawNode b = RawNode.answering("null");
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      CompletableFuture<HttpResponse<String>> asked =
          path.later(RequestPath.call("1", "eth_getTransactionReceipt", "[\"0x1\"]"));
      RequestPath.await("b has said null", () -> !path.recorder().ends("b").isEmpty());
      assertFalse(asked.isDone());
      told.countDown();

      assertEquals(RawNode.result("1", real), asked.join().body());
    }
  }

  @Test
  void an_error_that_another_node_may_better_wins_no_hedge() {
    CountDownLatch told = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(told);
              line.answer(RawNode.result(request.id(), "1"));
            });
        RawNode b = RawNode.saying(RawNode.error("ID", -32000, "header not found"));
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      CompletableFuture<HttpResponse<String>> asked = path.later(READ);
      RequestPath.await("b has said no", () -> !path.recorder().ends("b").isEmpty());
      told.countDown();

      assertEquals(RawNode.result("1", "1"), asked.join().body());
    }
  }

  @Test
  void what_may_be_dear_or_may_not_be_repeated_is_never_hedged() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(go);
              line.answer(RawNode.result(request.id(), "1"));
            });
        RawNode b = RawNode.answering("2");
        RequestPath path = RequestPath.over(a, b).hedge(SOON).start()) {
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (String method :
          List.of("eth_getLogs", "debug_traceBlock", "eth_sendRawTransaction", "eth_newFilter")) {
        asked.add(path.later(RequestPath.call("1", method)));
        a.take();
      }
      // A cheap call that is asked later and hedged in its time shows that theirs has passed.
      assertEquals(RawNode.result("1", "2"), path.post(READ).body());
      assertEquals(1, b.requests().size());
      go.countDown();

      asked.forEach(each -> assertEquals(RawNode.result("1", "1"), each.join().body()));
    }
  }

  /// One call's patience ends them all: not one timeout for each.
  @Test
  void one_call_that_loses_patience_moves_all_calls_on_the_silent_node() throws Exception {
    int dear = 30;
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("\"b\"");
        RequestPath path = RequestPath.over(a, b).threads(2).start()) {
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < dear; i++) {
        waiting.add(path.later(RequestPath.call("" + i, "eth_getLogs")));
      }
      CompletableFuture<HttpResponse<String>> once =
          path.later(RequestPath.call("77", "eth_sendTransaction"));
      for (int i = 0; i < dear + 1; i++) {
        a.take();
      }
      assertEquals(RawNode.result("1", "\"b\""), path.post(READ).body());

      for (int i = 0; i < dear; i++) {
        assertEquals(RawNode.result("" + i, "\"b\""), waiting.get(i).join().body());
      }
      assertEquals(Collections.nCopies(dear + 1, End.EVICTED), path.recorder().ends("a"));
      assertFalse(once.isDone(), "what may not be repeated waits on");
      assertTrue(
          b.requests().stream().noneMatch(request -> request.body().contains("eth_sendTrans")));
    }
  }

  /// It answers others: it is slow with this call, not dead.
  @Test
  void a_node_that_answers_others_is_not_ended_over_one_slow_call() {
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                if (request.body().contains("eth_getBalance")) {
                  line.hold();
                }
                line.answer(RawNode.result(request.id(), "\"a\""));
              }
            });
        RawNode b = RawNode.answering("\"b\"");
        RequestPath path = RequestPath.over(a, b).start()) {
      CompletableFuture<HttpResponse<String>> slow =
          path.later(RequestPath.call("7", "eth_getBalance"));
      while (!slow.isDone()) {
        assertEquals(RawNode.result("1", "\"a\""), path.post(READ).body());
      }

      assertEquals(RawNode.result("7", "\"b\""), slow.join().body(), "another was asked beside it");
      assertFalse(path.recorder().ends("a").contains(End.EVICTED));
      assertEquals(BreakerState.CLOSED, path.breaker("a"));
    }
  }
}
