package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nodes that die, refuse and fail: which calls move, which must not, and at whose expense.
@ExtendWith(NoLeaks.class)
class DyingNodesIT {
  private static final int IN_FLIGHT = 500;
  private static final String UNREPEATABLE = RequestPath.call("1", "eth_sendTransaction", "[{}]");
  private static final String READ = RequestPath.call("1", "eth_chainId");

  private static Simulation two() {
    return Simulation.of(SteadyClock.system())
        .chain("ethereum", 1, Duration.ofSeconds(12), 2)
        .start();
  }

  private static Node roomy(String name, SimulatedNode node) {
    return RequestPath.with(
        Node.of(name, Role.PRIMARY, node.uri()), Map.of(), false, 100, IN_FLIGHT);
  }

  /// A port on which nobody listens.
  private static URI deadPort() {
    try (RawNode gone = RawNode.silent()) {
      return gone.uri();
    }
  }

  @Test
  void five_hundred_calls_in_flight_on_a_killed_node_are_five_hundred_answers() {
    try (Simulation simulation = two();
        RequestPath path =
            RequestPath.over(
                    roomy("a", simulation.node("ethereum-a")),
                    roomy("b", simulation.node("ethereum-b")))
                .threads(2)
                .start()) {
      SimulatedNode a = simulation.node("ethereum-a");
      a.fault(new Fault.Hang());
      List<CompletableFuture<HttpResponse<String>>> calls =
          IntStream.range(0, IN_FLIGHT)
              .mapToObj(i -> path.later(RequestPath.call("" + i, "eth_getLogs", "[{}]")))
              .toList();
      RequestPath.await("all are at the node", () -> a.connectionsOpened() == IN_FLIGHT);
      a.fault(new Fault.Kill());

      for (int i = 0; i < IN_FLIGHT; i++) {
        String body = calls.get(i).join().body();
        assertTrue(
            body.startsWith("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"result\":"),
            () -> body + path.recorder().ends("a") + path.recorder().ends("b"));
      }
      assertEquals(Set.of(CallOutcome.RESULT), Set.copyOf(path.recorder().outcomes()));
      assertEquals(
          IN_FLIGHT, simulation.node("ethereum-b").calls(), "each moved once, and only once");
    }
  }

  @Test
  void calls_that_waited_for_a_connection_to_a_killed_node_move_too() {
    try (Simulation simulation = two()) {
      SimulatedNode a = simulation.node("ethereum-a");
      Node narrow = RequestPath.with(Node.of("a", Role.PRIMARY, a.uri()), Map.of(), false, 100, 3);
      try (RequestPath path =
          RequestPath.over(narrow, roomy("b", simulation.node("ethereum-b"))).start()) {
        a.fault(new Fault.Hang());
        List<CompletableFuture<HttpResponse<String>>> calls =
            IntStream.range(0, 60)
                .mapToObj(i -> path.later(RequestPath.call("" + i, "eth_getLogs", "[{}]")))
                .toList();
        RequestPath.await("the pool is full", () -> a.connectionsOpened() == 3);
        a.fault(new Fault.Kill());

        calls.forEach(call -> assertEquals(200, call.join().statusCode()));
        assertEquals(Set.of(CallOutcome.RESULT), Set.copyOf(path.recorder().outcomes()));
      }
    }
  }

  @Test
  void a_node_too_busy_for_one_more_connection_is_asked_for_it_again() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    RawNode.Script script =
        line -> {
          String first = line.request().id();
          if (line.number() == 1) {
            line.await(enough);
          }
          line.answer(RawNode.result(first, "\"0x1\""));
          line.hold();
        };
    try (RawNode node = RawNode.of(script);
        RequestPath path = RequestPath.over(RequestPath.node("a", node.uri())).threads(1).start()) {
      CompletableFuture<HttpResponse<String>> busy = path.later(READ);
      node.take();
      node.refuseConnections();
      CompletableFuture<HttpResponse<String>> waits = path.later(READ);
      // Each is a turn or more of the loop that the refusal comes to.
      for (int i = 0; i < 20; i++) {
        assertEquals(200, path.post("[]").statusCode());
      }
      assertFalse(waits.isDone());

      node.takeConnections();
      assertEquals(200, waits.join().statusCode());
      assertFalse(busy.isDone());
      enough.countDown();
      assertEquals(200, busy.join().statusCode());
    }
  }

  @Test
  void a_killed_node_that_lives_again_serves_again() {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      SimulatedNode a = simulation.node("ethereum-a");
      assertEquals(200, path.post(READ).statusCode());
      a.fault(new Fault.Kill());
      for (int i = 0; i < 20; i++) {
        assertEquals(200, path.post(READ).statusCode());
      }
      assertEquals(BreakerState.OPEN, path.breaker("a"));
      a.heal();
      long before = a.calls();

      RequestPath.await(
          "the breaker closes over calls that succeed",
          () -> {
            assertEquals(200, path.post(READ).statusCode());
            return path.breaker("a") == BreakerState.CLOSED;
          });
      assertTrue(a.calls() > before);
    }
  }

  @Test
  void a_refused_connection_is_no_failed_call() {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      simulation.node("ethereum-a").fault(new Fault.Refuse());
      for (String call : List.of(READ, UNREPEATABLE, RequestPath.call("2", "my_own"))) {
        assertEquals(200, path.post(call).statusCode());
      }
      assertEquals(3, simulation.node("ethereum-b").calls(), "not one byte was written to a");
      assertEquals(
          List.of(End.REFUSED_CONNECTION, End.REFUSED_CONNECTION, End.REFUSED_CONNECTION),
          path.recorder().ends("a"));
      assertEquals("a", path.recorder().gone().getFirst(), "the judge is told at once");
    }
  }

  @Test
  void a_call_that_may_not_be_repeated_is_never_sent_twice() throws InterruptedException {
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.reset();
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      for (String method :
          List.of("eth_sendTransaction", "eth_newFilter", "eth_sendBundle", "my_own")) {
        HttpResponse<String> reply = path.post(RequestPath.call("1", method));

        assertEquals(200, reply.statusCode());
        assertTrue(reply.body().contains("\"code\":-32000"), reply.body());
        assertTrue(reply.body().contains("\"submitted\":\"unknown\""), reply.body());
        assertTrue(reply.body().contains("\"retryable\":false"), reply.body());
        a.take();
      }
      assertEquals(4, a.requests().size());
      assertEquals(0, b.requests().size());
      assertEquals(CallOutcome.UNKNOWN_FATE, path.recorder().outcomes().getFirst());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "SSH-2.0-x\r\n\r\n"
      })
  void nor_when_its_answer_is_none(String answer) {
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send(answer);
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      HttpResponse<String> reply = path.post(UNREPEATABLE);

      assertEquals(200, reply.statusCode());
      assertTrue(reply.body().contains("\"submitted\":\"unknown\""), reply.body());
      assertEquals(0, b.requests().size());
    }
  }

  @Test
  void nor_on_a_kept_connection_that_the_node_had_just_ended() {
    try (RawNode a =
            RawNode.of(line -> {
              line.answer(RawNode.result(line.request().id(), "1"));
              line.request();
            });
        RawNode b = RawNode.answering("2");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", "1"), path.post(READ).body());
      assertTrue(path.post(UNREPEATABLE).body().contains("\"submitted\":\"unknown\""));
      assertEquals(0, b.requests().size());
    }
  }

  @Test
  void a_read_on_a_kept_connection_that_the_only_node_had_just_ended_is_asked_again() {
    try (RawNode a =
            RawNode.of(line -> {
              line.answer(RawNode.result(line.request().id(), "1"));
              line.request();
            });
        RequestPath path = RequestPath.over(a).start()) {
      for (int i = 0; i < 10; i++) {
        assertEquals(RawNode.result("1", "1"), path.post(READ).body());
      }
    }
  }

  @Test
  void the_deadline_of_a_call_that_may_not_be_repeated_leaves_its_fate_unknown() {
    try (RawNode a = RawNode.silent();
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).deadline(Duration.ofMillis(200)).start()) {
      HttpResponse<String> reply = path.post(UNREPEATABLE);

      assertEquals(200, reply.statusCode());
      assertTrue(reply.body().contains("\"code\":-32000"), reply.body());
      assertTrue(reply.body().contains("\"submitted\":\"unknown\""), reply.body());
      assertEquals(0, b.requests().size());
    }
  }

  @Test
  void the_deadline_of_a_read_is_told_as_such() {
    try (RawNode a = RawNode.silent();
        RequestPath path = RequestPath.over(a).deadline(Duration.ofMillis(200)).start()) {
      HttpResponse<String> reply = path.post(READ);

      assertEquals(504, reply.statusCode());
      assertTrue(reply.body().contains("\"id\":1,\"error\":{\"code\":-32603"), reply.body());
      assertTrue(reply.body().contains("\"retryable\":true"), reply.body());
      assertFalse(reply.body().contains("submitted"), reply.body());
      assertEquals(List.of(End.TIMEOUT), path.recorder().ends("a"));
    }
  }

  /// It waited for a connection all the time: no byte of it was written.
  @Test
  void the_deadline_of_a_call_that_was_never_sent_leaves_no_doubt() throws InterruptedException {
    try (RawNode a = RawNode.silent()) {
      Node narrow = RequestPath.with(RequestPath.node("a", a.uri()), Map.of(), false, 100, 1);
      try (RequestPath path = RequestPath.over(narrow).deadline(Duration.ofMillis(300)).start()) {
        path.later(RequestPath.call("1", "debug_traceBlock")); // has the long deadline
        a.take();
        HttpResponse<String> reply = path.post(RequestPath.call("2", "eth_sendTransaction"));

        assertEquals(504, reply.statusCode(), reply.body());
        assertTrue(reply.body().contains("\"code\":-32603"), reply.body());
        assertTrue(reply.body().contains("\"retryable\":true"), reply.body());
        assertEquals(1, a.requests().size());
      }
    }
  }

  @Test
  void before_the_first_verdict_a_call_is_told_at_once_that_nothing_is_known() {
    try (RawNode a = RawNode.answering("1");
        RequestPath path = RequestPath.over(a).start()) {
      path.forget();
      HttpResponse<String> reply = path.post(READ);

      assertUnavailable(reply);
      assertTrue(reply.body().contains("not been seen yet"), reply.body());
      assertEquals(0, a.requests().size());
    }
  }

  @Test
  void with_every_node_dead_a_call_is_told_so_at_once() {
    URI nobody = deadPort();
    try (RequestPath path =
        RequestPath.over(RequestPath.node("a", nobody), RequestPath.node("b", nobody)).start()) {
      for (int i = 0; i < 30; i++) {
        HttpResponse<String> reply = path.post(READ);
        assertUnavailable(reply);
        assertFalse(reply.body().contains("127.0.0.1"), "names no address");
        assertFalse(reply.body().contains("" + nobody.getPort()), "names no port");
      }
      assertUnavailable(path.post(UNREPEATABLE));
      path.picture(List.of(), List.of());
      assertUnavailable(path.post(READ));
    }
  }

  private static void assertUnavailable(HttpResponse<String> reply) {
    assertEquals(503, reply.statusCode(), reply.body());
    assertTrue(reply.body().contains("\"id\":1,\"error\":{\"code\":-32005"), reply.body());
    assertTrue(reply.body().contains("ethereum is unavailable"), reply.body());
    assertTrue(reply.body().contains("\"retryable\":true,\"chain\":\"ethereum\""), reply.body());
    assertTrue(reply.body().matches(".*\"requestId\":\"[0-9a-f]+-\\d+\".*"), reply.body());
    assertTrue(reply.headers().firstValue("Retry-After").isEmpty());
  }

  @Test
  void a_batch_that_nobody_can_serve_is_refused_call_by_call() {
    URI nobody = deadPort();
    try (RequestPath path = RequestPath.over(RequestPath.node("a", nobody)).start()) {
      HttpResponse<String> reply =
          path.post("[" + READ + "," + RequestPath.call("2", "admin_peers") + "]");

      assertEquals(200, reply.statusCode());
      assertTrue(
          reply.body().matches("\\[\\{.*\"id\":1,.*-32005.*\"id\":2,.*-32601.*}]"), reply.body());
    }
  }

  @Test
  void a_slow_node_serves_when_all_others_are_dead() {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      simulation.node("ethereum-a").fault(new Fault.Kill());
      simulation.node("ethereum-b").fault(new Fault.Slow(Duration.ofMillis(200)));

      for (int i = 0; i < 5; i++) {
        assertEquals(RawNode.result("1", "\"0x1\""), path.post(READ).body());
      }
    }
  }

  @Test
  void an_unfit_node_serves_when_the_fit_one_dies() {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      path.fit("b");
      simulation.node("ethereum-b").fault(new Fault.Kill());

      assertEquals(RawNode.result("1", "\"0x1\""), path.post(READ).body());
      assertEquals(1, simulation.node("ethereum-a").calls());
    }
  }

  @Test
  void a_node_that_the_picture_leaves_out_is_never_asked() {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      path.picture(List.of("b"), List.of());
      simulation.node("ethereum-b").fault(new Fault.Kill());
      for (int i = 0; i < 10; i++) {
        assertEquals(503, path.post(READ).statusCode());
      }
      assertEquals(0, simulation.node("ethereum-a").calls());
    }
  }

  /// Every node fails every call: retries must not multiply that.
  @ParameterizedTest
  @CsvSource({"http 503", "error -32603 boom", "rate-limit", "garbage html"})
  void a_storm_is_not_made_worse_by_retries(String fault) throws InterruptedException {
    int calls = 600;
    int clients = 8;
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      simulation.nodes().forEach(node -> node.fault(Fault.parse(fault)));
      SteadyClock clock = SteadyClock.system();
      long start = clock.nanos();
      Semaphore free = new Semaphore(clients);
      List<CompletableFuture<HttpResponse<String>>> under = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        free.acquire();
        under.add(path.later(READ).whenComplete((_, _) -> free.release()));
      }
      under.forEach(CompletableFuture::join);
      double seconds = (clock.nanos() - start) / 1e9;
      long attempts = simulation.nodes().stream().mapToLong(SimulatedNode::requests).sum();

      // A second's worth lies in the bucket from the start. For free move those in flight whenever
      // the other node has been quiet for a second, and whenever one of the two breakers opens.
      double most = calls * 1.2 + 10 * (seconds + 1) + 3 * clients * (seconds + 1);
      assertTrue(attempts >= calls, "each call was tried");
      assertTrue(attempts <= most, attempts + " attempts, at most " + most);
    }
  }

  @Test
  void a_relay_gets_what_is_routed_to_it_and_nothing_else() {
    try (RawNode a = RawNode.answering("\"a\"");
        RawNode r = RawNode.answering("\"relay\"");
        RequestPath path =
            RequestPath.over(RequestPath.node("a", a.uri()), Node.of("r", Role.RELAY, r.uri()))
                .route("eth_sendBundle", "r")
                .start()) {
      assertEquals(
          RawNode.result("1", "\"relay\""),
          path.post(RequestPath.call("1", "eth_sendBundle")).body());
      assertEquals(RawNode.result("1", "\"a\""), path.post(READ).body());
      assertEquals(
          "[" + RawNode.result("1", "\"relay\"") + "]",
          batchOf(path, RequestPath.call("1", "eth_sendBundle")));
    }
  }

  /// [RawNode#answering(String)] answers a batch as if it were a call: good enough for one.
  private static String batchOf(RequestPath path, String call) {
    return path.post("[" + call + "]").body();
  }

  @Test
  void what_is_routed_to_a_dead_relay_goes_nowhere_else() {
    try (RawNode a = RawNode.answering("\"a\"");
        RequestPath path =
            RequestPath.over(RequestPath.node("a", a.uri()), Node.of("r", Role.RELAY, deadPort()))
                .route("eth_send*", "r")
                .start()) {
      assertEquals(503, path.post(RequestPath.call("1", "eth_sendBundle")).statusCode());
      assertEquals(503, path.post(RequestPath.call("1", "eth_sendRawTransaction")).statusCode());
      assertEquals(200, path.post(READ).statusCode());
      assertEquals(1, a.requests().size());
    }
  }

  @Test
  void relays_are_tried_in_the_order_of_the_route() {
    try (RawNode second = RawNode.answering("\"second\"");
        RawNode a = RawNode.answering("\"a\"");
        RequestPath path =
            RequestPath.over(
                    RequestPath.node("a", a.uri()),
                    Node.of("r2", Role.RELAY, second.uri()),
                    Node.of("r1", Role.RELAY, deadPort()))
                .route("eth_sendBundle", "r1", "r2")
                .start()) {
      assertEquals(
          RawNode.result("1", "\"second\""),
          path.post(RequestPath.call("1", "eth_sendBundle")).body());
      assertEquals(List.of(End.REFUSED_CONNECTION), path.recorder().ends("r1"));
    }
  }

  @Test
  void a_batch_parts_when_its_calls_go_to_different_nodes_and_is_joined_in_order() {
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                line.request();
                line.answer("[" + RawNode.result("1", "1") + "," + RawNode.result("3", "3") + "]");
              }
            });
        RawNode r = RawNode.answering("2");
        RequestPath path =
            RequestPath.over(RequestPath.node("a", a.uri()), Node.of("r", Role.RELAY, r.uri()))
                .route("eth_sendBundle", "r")
                .start()) {
      assertEquals(
          "["
              + String.join(
                  ",", RawNode.result("1", "1"), RawNode.result("2", "2"), RawNode.result("3", "3"))
              + "]",
          path.post(
                  "["
                      + String.join(
                          ",",
                          RequestPath.call("1", "eth_chainId"),
                          RequestPath.call("2", "eth_sendBundle"),
                          RequestPath.call("3", "net_version"))
                      + "]")
              .body());
    }
  }
}
