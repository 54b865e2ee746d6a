package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.Recorder;
import dev.headgate.testing.RequestPath;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// "Nonce too low" about a transaction that may have arrived before: the gateway asks the nodes
/// whether one of them knows it.
@ExtendWith(NoLeaks.class)
class NonceQuestionIT {
  /// The example of EIP-155, and its hash.
  private static final String RAW =
      "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a76400008025"
          + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067cbe9d8997f761aec"
          + "b703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";

  private static final String HASH =
      "\"0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788\"";

  private static final String KNOWN = "{\"hash\":" + HASH + "}";
  private static final String QUESTION = "eth_getTransactionByHash";
  private static final String LOW = "nonce too low: next nonce 10, tx nonce 9";
  private static final String SEND = send("eth_sendRawTransaction");

  private static String send(String method) {
    return RequestPath.call("1", method, "[\"" + RAW + "\"]");
  }

  /// Takes the transaction and dies.
  private static RawNode dying() {
    return RawNode.of(line -> {
      line.request();
      line.reset();
    });
  }

  /// Refuses the transaction, and says this to who asks for it; nothing at all where it is empty.
  private static RawNode saying(String found) {
    return RawNode.of(line -> {
      while (true) {
        RawNode.Request request = line.request();
        if (!request.body().contains(QUESTION)) {
          line.answer(RawNode.error(request.id(), -32000, LOW));
        } else if (found.isEmpty()) {
          line.hold();
        } else {
          line.answer(RawNode.result(request.id(), found));
        }
      }
    });
  }

  private static long questions(RawNode... nodes) {
    return Stream.of(nodes)
        .flatMap(node -> node.requests().stream())
        .filter(request -> request.body().contains(QUESTION))
        .count();
  }

  @Test
  void where_the_first_node_does_not_know_it_the_next_one_is_asked() {
    try (RawNode a = dying();
        RawNode b = saying("null");
        RawNode c = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b, c).start()) {
      path.fit("a", "b", "c");
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertEquals(1, questions(b));
      assertEquals(1, questions(c));
    }
  }

  @Test
  void a_node_that_dies_over_the_question_or_errs_is_not_the_last_one_asked() {
    try (RawNode a = dying();
        RawNode b =
            RawNode.of(line -> {
              while (true) {
                line.answer(RawNode.error(line.request().id(), -32000, LOW));
              }
            });
        RawNode c = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b, c).start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertEquals(1, questions(a), "it died again");
    }
  }

  @Test
  void a_transaction_that_no_node_knows_was_refused() {
    try (RawNode a = dying();
        RawNode b = saying("null");
        RawNode c = saying("null");
        RequestPath path = RequestPath.over(a, b, c).start()) {
      assertEquals(RawNode.error("1", -32000, LOW), path.post(SEND).body());
      assertEquals(3, questions(a, b, c));
    }
  }

  @Test
  void no_more_than_so_many_nodes_are_asked() {
    try (RawNode a = dying();
        RawNode b = saying("null");
        RawNode c = saying("null");
        RawNode d = saying("null");
        RawNode e = saying("null");
        RawNode f = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b, c, d, e, f).start()) {
      assertEquals(RawNode.error("1", -32000, LOW), path.post(SEND).body());
      assertEquals(TransactionQuestion.MOST_NODES, questions(a, b, c, d, e, f));
    }
  }

  /// It may hang, and it may be on another branch.
  @Test
  void an_unfit_node_is_not_asked_after_the_fit_ones() {
    try (RawNode a = dying();
        RawNode b = saying("null");
        RawNode c = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b, c).start()) {
      path.fit("a", "b");
      assertEquals(RawNode.error("1", -32000, LOW), path.post(SEND).body());
      assertEquals(0, questions(c));
    }
  }

  @Test
  void the_question_is_no_client_s_call() {
    try (RawNode a = dying();
        RawNode b = saying("null");
        RawNode c = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b, c).start()) {
      path.post(SEND);
      RequestPath.await("the call is counted", () -> !path.recorder().calls().isEmpty());
      assertEquals(
          List.of("eth_sendRawTransaction"),
          path.recorder().calls().stream().map(Recorder.Call::method).toList());
      assertEquals(2, path.recorder().ends("b").size(), "its attempts are seen");
      assertEquals(List.of(), path.recorder().hedges());
    }
  }

  @Test
  void nor_is_it_refused_where_clients_may_not_ask_it() {
    try (RawNode a = dying();
        RawNode b = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b).allow("eth_sendRawTransaction").start()) {
      assertEquals(RawNode.result("1", HASH), path.post(SEND).body());
      assertEquals(
          true,
          path.post(RequestPath.call("1", QUESTION, "[" + HASH + "]")).body().contains("-32601"));
    }
  }

  /// The nodes say nothing to the question. A later call on the same loop, which has as long as the
  /// transaction had, shows whose time counts.
  @Test
  void the_question_gets_no_time_of_its_own() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              if (line.request().body().contains("eth_sendRaw")) {
                line.await(later);
                line.reset();
              }
              line.hold();
            });
        RawNode b = saying("");
        RequestPath path = RequestPath.over(a, b).deadline(Duration.ofSeconds(1)).start()) {
      CompletableFuture<HttpResponse<String>> sent = path.later(SEND);
      a.take();
      CompletableFuture<HttpResponse<String>> other =
          path.later(RequestPath.call("2", "eth_newFilter", "[{}]"));
      a.take();
      later.countDown();

      assertEquals(RawNode.error("1", -32000, LOW), sent.join().body());
      other.join();
      assertEquals(
          List.of(CallOutcome.NODE_ERROR, CallOutcome.UNKNOWN_FATE), path.recorder().outcomes());
    }
  }

  /// A transaction that waits for its receipt has the long deadline, and so has the question.
  @Test
  void a_long_transaction_s_question_has_its_long_time() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              if (line.request().body().contains("eth_sendRaw")) {
                line.await(later);
                line.reset();
              }
              line.hold();
            });
        RawNode b = saying(KNOWN);
        RequestPath path = RequestPath.over(a, b).deadline(Duration.ofMillis(300)).start()) {
      CompletableFuture<HttpResponse<String>> sent = path.later(send("eth_sendRawTransactionSync"));
      a.take();
      path.post(RequestPath.call("2", "eth_newFilter", "[{}]")); // until its deadline
      path.fit("b");
      later.countDown();

      assertEquals(RawNode.result("1", HASH), sent.join().body());
      assertEquals(1, questions(b));
    }
  }
}
