package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Callers;
import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawClient.Reply;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// One client, or all of them together, may want too much: what is over is told so, and the others
/// are served (rows 17 and 26 of the faults to be survived).
@ExtendWith(NoLeaks.class)
class ClientLimitsIT {
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final String LOGS = RequestPath.call("1", "eth_getLogs");
  private static final String ANSWER = RawNode.result("1", "true");
  private static final int IDLE = 2_000;

  private static String from(String client, String call) {
    return RawClient.request("/", call, "X-Forwarded-For: " + client + "\r\n");
  }

  private static void assertOver(Reply reply, String id) {
    assertEquals(429, reply.status(), reply.body());
    assertTrue(reply.body().contains("\"code\":-32005"), reply.body());
    assertTrue(reply.body().contains("\"id\":" + id), reply.body());
    assertFalse(reply.headers().containsKey("retry-after"));
  }

  @Test
  void thousands_of_idle_connections_cost_the_served_nothing_and_are_ended() throws IOException {
    List<RawClient> idle = new ArrayList<>();
    try (RawNode node = RawNode.answering("true");
        RequestPath path =
            RequestPath.over(node)
                .limits(_ ->
                    new Limits()
                        .connections(IDLE)
                        .connectionsPerClient(2 * IDLE)
                        .idleTimeout(Duration.ofSeconds(10))
                        .set())
                .start();
        Callers served = Callers.start(path.uri("/"), 4, Duration.ofMillis(20), CALL, ANSWER)) {
      served.awaitAnswers(20);
      while (path.connections() < IDLE) {
        idle.add(path.raw());
      }
      try (RawClient late = path.raw()) {
        Reply reply = late.reply();
        assertEquals(503, reply.status(), reply.body());
        assertTrue(reply.body().contains("\"code\":-32005"), reply.body());
        assertEquals("", late.untilTheEnd());
      }
      served.awaitAnswers(100);
      for (RawClient each : idle) {
        each.untilTheEnd();
        each.close();
      }
      RequestPath.await("only the served are left", () -> path.connections() <= 8);
      served.awaitAnswers(20);
      served.stop();
      assertEquals(List.of(), served.failed());
      System.out.printf(
          "idle connections: %d at once ended, %d calls served meanwhile, longest %d ms%n",
          IDLE, served.answered(), served.longestMs());
    }
  }

  @Test
  void a_proxy_s_clients_are_counted_each_for_itself_while_their_calls_are_under_way()
      throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (RawNode slow =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                if (request.body().contains("eth_getLogs")) {
                  line.await(answer);
                }
                line.answer(RawNode.result(request.id(), "true"));
              }
            });
        RequestPath path =
            RequestPath.over(slow)
                .behindProxy()
                .limits(_ -> new Limits().connectionsPerClient(2).set())
                .start();
        RawClient first = path.raw();
        RawClient second = path.raw();
        RawClient third = path.raw();
        RawClient other = path.raw()) {
      first.send(from("203.0.113.7", LOGS));
      second.send(from("6.6.6.6, 203.0.113.7", LOGS));
      slow.take();
      slow.take();

      assertOver(third.send(from("203.0.113.7", CALL)).reply(), "null");
      assertEquals(ANSWER, other.send(from("203.0.113.8", CALL)).reply().body());
      assertEquals(ANSWER, third.send(from("203.0.113.8", CALL)).reply().body(), "it goes on");
      answer.countDown();
      assertEquals(ANSWER, first.reply().body());
      assertEquals(ANSWER, first.send(from("203.0.113.7", CALL)).reply().body());
      assertEquals(ANSWER, second.reply().body());
      assertEquals(ANSWER, third.send(from("203.0.113.7", CALL)).reply().body());
    }
  }

  @Test
  void a_client_that_left_gives_its_place_back() throws Exception {
    try (RawNode silent = RawNode.silent();
        RequestPath path =
            RequestPath.over(silent)
                .behindProxy()
                .limits(_ -> new Limits().connectionsPerClient(1).set())
                .start()) {
      for (int i = 0; i < 3; i++) {
        try (RawClient client = path.raw()) {
          client.send(from("203.0.113.7", CALL));
          silent.take();
        }
        RequestPath.await("it is gone", () -> path.connections() == 0);
      }
    }
  }

  @Test
  void a_client_over_its_rate_is_told_so_and_no_node_hears_of_it() throws IOException {
    String calls = "[" + CALL + ("," + CALL).repeat(499) + "]";
    try (RawNode node = RawNode.saying("[{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":true}]");
        RequestPath path =
            RequestPath.over(node)
                .behindProxy()
                .limits(_ -> new Limits().callsPerSecond(1).set())
                .start();
        RawClient client = path.raw()) {
      assertEquals(200, client.send(from("203.0.113.7", calls)).reply().status());
      int heard = node.requests().size();

      assertOver(client.send(from("203.0.113.7", CALL)).reply(), "1");
      Reply batch = client.send(from("203.0.113.7", "[" + CALL + ",7," + CALL + "]")).reply();
      assertEquals(200, batch.status());
      assertEquals(3, batch.body().split("-32005", -1).length - 1, batch.body());
      String told = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}";
      assertOver(client.send(from("203.0.113.7", told)).reply(), "null");
      assertOver(client.send(from("203.0.113.7", "no JSON")).reply(), "null");
      Reply silent = client.send(from("203.0.113.7", "[" + told + "]")).reply();
      assertEquals(204, silent.status());
      assertEquals(heard, node.requests().size());
      assertEquals(200, client.send("GET /livez HTTP/1.1\r\nHost: x\r\n\r\n").reply().status());
      assertEquals(200, client.send(from("203.0.113.8", "[" + CALL + "]")).reply().status());
    }
  }

  @Test
  void notifications_alone_get_no_body_and_an_empty_batch_an_error() throws IOException {
    String told = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_chainId\"}";
    try (RawNode node = RawNode.answering("true");
        RequestPath path = RequestPath.over(node).start();
        RawClient client = path.raw()) {
      for (String silent : List.of(told, "[" + told + "," + told + "]")) {
        Reply reply = client.post("/", silent).reply();
        assertEquals(204, reply.status(), reply.body());
        assertEquals("", reply.body());
      }
      Reply empty = client.post("/", "[]").reply();
      assertEquals(200, empty.status());
      assertTrue(empty.body().contains("\"code\":-32600"), empty.body());
      assertTrue(empty.body().contains("\"id\":null"), empty.body());
      assertEquals(ANSWER, client.post("/", CALL).reply().body(), "the connection goes on");
    }
  }
}
