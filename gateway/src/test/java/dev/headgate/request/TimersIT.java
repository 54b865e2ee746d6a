package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.HedgeDelay;
import dev.headgate.request.plan.Patience;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What happens when a time is over: patience with a node, with a second one, with a long answer,
/// and the deadline. That a time is over is seen by what it does to another call.
@ExtendWith(NoLeaks.class)
class TimersIT {
  private static final int MEBI = 1 << 20;
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String LONG = RequestPath.call("1", "eth_getLogs", "[{}]");
  private static final String HUGE = "\"" + "x".repeat(32 * MEBI) + "\"";

  private static Patience flow(Duration flow) {
    Patience patience = Patience.DEFAULTS;
    return new Patience(patience.cheap(), patience.dear(), patience.lengthy(), flow);
  }

  private static Patience cheap(Duration cheap) {
    Patience patience = Patience.DEFAULTS;
    return new Patience(cheap, patience.dear(), patience.lengthy(), patience.flow());
  }

  /// Sends so much of a long answer, and then nothing more.
  private static RawNode stalling(int length) {
    String whole = RawNode.http(200, RawNode.result("1", HUGE));
    return RawNode.of(line -> {
      line.request();
      line.send(whole.substring(0, length));
      line.hold();
    });
  }

  // ---- long answers

  @Test
  void a_long_answer_that_stalls_is_cut_and_so_is_its_connection() throws IOException {
    CountDownLatch lost = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send(RawNode.http(200, RawNode.result("1", HUGE)).substring(0, MEBI));
              try {
                line.request(); // until the connection ends
              } finally {
                lost.countDown();
              }
            });
        RequestPath path = RequestPath.over(a).patience(flow(SHORT)).start();
        RawClient client = path.raw()) {
      client.post("/", LONG);

      assertThrows(IOException.class, client::reply);
      RequestPath.await(
          "counted as cut", () -> path.recorder().outcomes().equals(List.of(CallOutcome.CUT)));
      assertEquals(List.of(End.LOST), path.recorder().ends("a"));
      RequestPath.await("the node's connection ends", () -> lost.getCount() == 0);
    }
  }

  /// The node may not send, so that it does not stall. Three other answers that stall, one after
  /// the other, show that the time was over three times.
  @Test
  void a_long_answer_that_its_client_does_not_take_is_not_cut() throws IOException {
    try (RawNode a = RawNode.answering(HUGE);
        RawNode b = stalling(MEBI);
        RequestPath path = RequestPath.over(a, b).patience(flow(SHORT)).start();
        RawClient slow = path.slow()) {
      slow.post("/", LONG);
      RequestPath.await("a has the call", () -> a.requests().size() == 1);
      path.fit("b");
      for (int i = 0; i < 3; i++) {
        try (RawClient other = path.raw()) {
          other.post("/", LONG);
          assertThrows(IOException.class, other::reply);
        }
      }
      assertEquals(List.of(), path.recorder().ends("a"));

      assertTrue(slow.reply().body().equals(RawNode.result("1", HUGE)), "byte by byte");
    }
  }

  // ---- the second node

  /// The first is alive, and slow; the second was asked beside it, and hangs. Its own silence
  /// counts, from when it was asked.
  @Test
  void a_second_node_that_hangs_is_ended_while_the_first_goes_on() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    String answer = RawNode.http(200, RawNode.result("1", "\"a\""));
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send(answer.substring(0, answer.length() - 1));
              line.await(go);
              line.send(answer.substring(answer.length() - 1));
              line.hold();
            });
        RawNode b = RawNode.silent();
        RequestPath path =
            RequestPath.over(a, b)
                .hedge(new HedgeDelay.After(Duration.ofMillis(50)))
                .patience(cheap(SHORT))
                .start()) {
      CompletableFuture<HttpResponse<String>> reply =
          path.later(RequestPath.call("1", "eth_chainId"));
      RequestPath.await(
          "the second is ended", () -> path.recorder().ends("b").equals(List.of(End.EVICTED)));
      assertFalse(reply.isDone());
      assertEquals(List.of(), path.recorder().ends("a"), "the first goes on");
      go.countDown();

      assertEquals(RawNode.result("1", "\"a\""), reply.join().body());
    }
  }

  // ---- the deadline

  /// A batch has the long deadline of its trace, but each call in it its own. The other call, which
  /// came later and has the short one, shows when that is over.
  @Test
  void no_call_is_asked_elsewhere_after_its_deadline() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              if (line.request().body().startsWith("[")) {
                line.await(over);
                line.reset();
              }
              line.hold();
            });
        RawNode b = RawNode.saying("[" + RawNode.result("2", "\"trace\"") + "]");
        RequestPath path = RequestPath.over(a, b).deadline(SHORT).start()) {
      String trace = RequestPath.call("2", "debug_traceTransaction", "[\"0x00\"]");
      CompletableFuture<HttpResponse<String>> batch =
          path.later("[" + RequestPath.call("1", "eth_chainId") + "," + trace + "]");
      a.take();
      path.post(RequestPath.call("3", "eth_newFilter", "[{}]"));
      over.countDown();

      String body = batch.join().body();
      assertTrue(
          body.startsWith("[{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603"), body);
      assertTrue(body.endsWith("," + RawNode.result("2", "\"trace\"") + "]"), body);
      assertEquals(
          List.of("[" + trace + "]"), b.requests().stream().map(RawNode.Request::body).toList());
    }
  }
}
