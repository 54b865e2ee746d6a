package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.LimitSettings;
import dev.headgate.request.CallOutcome;
import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that are slow on purpose or by fate are ended, each by its own limit, and cost the
/// others nothing.
@ExtendWith(NoLeaks.class)
class SlowClientsIT {
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void a_head_that_does_not_end_is_ended() throws IOException {
    endsAfter("POST / HTTP/1.1\r\nHost: ", timeouts(SHORT, LONG, LONG, LONG));
  }

  @Test
  void a_body_that_does_not_end_is_ended() throws IOException {
    String request = RawClient.request("/", CALL, "");
    endsAfter(request.substring(0, request.length() - 1), timeouts(LONG, SHORT, LONG, LONG));
  }

  @Test
  void a_chunk_that_does_not_end_is_ended() throws IOException {
    endsAfter(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n",
        timeouts(LONG, SHORT, LONG, LONG));
  }

  @Test
  void a_connection_that_says_nothing_is_ended() throws IOException {
    endsAfter("", timeouts(LONG, LONG, SHORT, LONG));
  }

  /// A second client serves on meanwhile, and is not taken for a slow one.
  private static void endsAfter(String bytes, LimitSettings limits) throws IOException {
    try (RawNode node = RawNode.answering("1");
        RequestPath path = RequestPath.over(node).limits(_ -> limits).start();
        RawClient slow = path.raw()) {
      slow.send(bytes);
      assertTrue(served(path));

      assertEquals("", slow.untilTheEnd());
      assertTrue(served(path));
    }
  }

  @Test
  void a_kept_connection_is_ended_when_it_rests_too_long() throws IOException {
    try (RawNode node = RawNode.answering("1");
        RequestPath path =
            RequestPath.over(node).limits(_ -> timeouts(LONG, LONG, SHORT, LONG)).start();
        RawClient client = path.raw()) {
      assertEquals(200, client.post("/", CALL).reply().status());

      assertEquals("", client.untilTheEnd());
    }
  }

  @Test
  void a_call_that_takes_long_is_not_mistaken_for_a_slow_client() throws Exception {
    try (RawNode node =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              try (RawClient idle = new RawClient(line.peer())) {
                idle.untilTheEnd();
              }
              line.answer(RawNode.result(request.id(), "true"));
            });
        RequestPath path =
            RequestPath.over(node).limits(_ -> timeouts(SHORT, SHORT, SHORT, SHORT)).start();
        RawClient client = path.raw()) {
      node.peer(path.address());

      assertEquals(
          RawNode.result("1", "true"),
          client.post("/", RequestPath.call("1", "eth_getLogs")).reply().body(),
          "it took longer than an idle connection lives");
    }
  }

  @Test
  void clients_that_do_not_read_are_ended_and_their_nodes_freed() throws Exception {
    String blob = "\"" + "x".repeat(40 << 20) + "\"";
    try (RawNode node = RawNode.answering(blob);
        RequestPath path =
            RequestPath.over(node).limits(_ -> timeouts(LONG, LONG, LONG, SHORT)).start()) {
      List<RawClient> clients = List.of(path.slow(), path.slow(), path.slow());
      for (RawClient client : clients) {
        client.post("/", RequestPath.call("1", "eth_getLogs"));
      }

      RequestPath.await(
          "each is counted as one that left",
          () ->
              path.recorder()
                  .outcomes()
                  .equals(
                      List.of(
                          CallOutcome.ABANDONED, CallOutcome.ABANDONED, CallOutcome.ABANDONED)));
      for (RawClient client : clients) {
        client.close();
      }
      assertTrue(node.written() < 3L * (40 << 20), "no answer went out whole");
    }
  }

  private static LimitSettings timeouts(
      Duration head, Duration body, Duration idle, Duration write) {
    return new Limits()
        .headTimeout(head)
        .bodyTimeout(body)
        .idleTimeout(idle)
        .writeTimeout(write)
        .set();
  }

  @Test
  void one_client_too_many_is_turned_away_and_let_in_when_another_left() throws IOException {
    LimitSettings two = new Limits().connectionsPerClient(2).set();
    try (RawNode node = RawNode.answering("1");
        RequestPath path = RequestPath.over(node).limits(_ -> two).start();
        RawClient first = path.raw()) {
      assertEquals(200, first.post("/", CALL).reply().status());
      try (RawClient second = path.raw()) {
        assertEquals(200, second.post("/", CALL).reply().status());
        try (RawClient third = path.raw()) {
          RawClient.Reply reply = third.reply();
          assertEquals(429, reply.status());
          assertTrue(reply.body().contains("-32005"), reply.body());
          assertTrue(!reply.headers().containsKey("retry-after"));
          assertEquals("", third.untilTheEnd());
        }
      }
      RequestPath.await("the second is gone", () -> served(path));
    }
  }

  private static boolean served(RequestPath path) {
    try (RawClient client = path.raw()) {
      return client.post("/", CALL).reply().status() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
