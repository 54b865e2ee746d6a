package dev.headgate.request.accept;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.request.CallOutcome;
import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import dev.headgate.wire.Loops;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that send too much ahead, too little at once, or leave in the middle.
@ExtendWith(NoLeaks.class)
class HostilePipelinesIT {
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final String PAGE = "GET /livez HTTP/1.1\r\nHost:\r\n\r\n";
  private static final int AHEAD = 10_000;
  private static final int ANSWER_BYTES = 60_000;
  private static final long MOST_WRITTEN = 32L << 20;

  /// Its answers would be 600 MB; what the kernel and one buffer of ours take is all that is asked
  /// for.
  @Test
  void a_client_that_sends_calls_ahead_and_reads_nothing_is_read_no_further() throws Exception {
    try (RawNode node = RawNode.answering("\"" + "x".repeat(ANSWER_BYTES) + "\"");
        RequestPath path =
            RequestPath.over(node)
                .limits(_ -> new Limits().writeTimeout(Duration.ofMillis(500)).set())
                .start();
        RawClient client = path.slow()) {
      Thread sender = sender(client, RawClient.request("/", CALL, "").repeat(AHEAD));
      node.take();

      RequestPath.await("it is ended", () -> path.connections() == 0);
      sender.join();
      assertTrue(node.written() < MOST_WRITTEN, "bytes asked of the node: " + node.written());
    }
  }

  @Test
  void refusals_that_nobody_reads_are_not_piled_up() throws Exception {
    String denied = RequestPath.call("1", "admin_peers");
    try (RawNode node = RawNode.answering("1");
        RequestPath path =
            RequestPath.over(node)
                .limits(_ -> new Limits().writeTimeout(Duration.ofMillis(500)).set())
                .start();
        RawClient client = path.slow()) {
      Thread sender = sender(client, RawClient.request("/", denied, "").repeat(20 * AHEAD));

      RequestPath.await("it is ended", () -> !sender.isAlive() && path.connections() == 0);
      assertTrue(path.recorder().calls().size() < 20 * AHEAD, "not all were even read");
    }
  }

  private static Thread sender(RawClient client, String bytes) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            client.send(bytes);
          } catch (IOException _) {
            // Ended by the gateway: that is what is waited for.
          }
        });
  }

  /// Each answer is at once: none may be given inside the one before.
  @Test
  void thousands_of_pages_behind_a_slow_call_are_answered_in_order() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    try (RawNode slow =
            RawNode.of(line -> {
              RawNode.Request request = line.request();
              line.await(answer);
              line.answer(RawNode.result(request.id(), "true"));
              line.hold();
            });
        RequestPath path = RequestPath.over(slow).start();
        RawClient client = path.raw()) {
      Thread sender = sender(client, RawClient.request("/", CALL, "") + PAGE.repeat(AHEAD));
      slow.take();
      answer.countDown();

      assertEquals(RawNode.result("1", "true"), client.reply().body());
      for (int i = 0; i < AHEAD; i++) {
        assertEquals("alive\n", client.reply().body());
      }
      sender.join();
    }
  }

  @Test
  void a_request_that_comes_byte_by_byte_is_a_request() throws IOException {
    try (RawNode node = RawNode.answering("true");
        RequestPath path = RequestPath.over(node).start();
        RawClient client = path.raw()) {
      String twice = RawClient.request("/", CALL, "X: y\r\n").repeat(2);
      for (byte each : twice.getBytes(StandardCharsets.US_ASCII)) {
        client.send(new byte[] {each});
      }
      assertEquals(RawNode.result("1", "true"), client.reply().body());
      assertEquals(RawNode.result("1", "true"), client.reply().body());
    }
  }

  @Test
  void a_client_that_resets_in_mid_body_leaves_nothing_behind() throws IOException {
    String request = RawClient.request("/", CALL, "");
    try (RawNode node = RawNode.answering("true");
        RequestPath path = RequestPath.over(node).start()) {
      for (int i = 0; i < 50; i++) {
        try (RawClient client = path.raw()) {
          client.send(request.substring(0, request.length() - 1 - i)).reset();
        }
      }
      RequestPath.await("all are gone", () -> path.connections() == 0);
      assertEquals(List.of(), node.requests());
      try (RawClient client = path.raw()) {
        assertEquals(RawNode.result("1", "true"), client.send(request).reply().body());
      }
    }
  }

  @Test
  void a_client_that_ends_its_side_has_left() throws Exception {
    try (RawNode silent = RawNode.silent();
        RequestPath path = RequestPath.over(silent).start();
        RawClient client = path.raw()) {
      client.post("/", CALL);
      silent.take();
      client.halfClose();

      assertEquals("", client.untilTheEnd());
      RequestPath.await(
          "its call is counted as abandoned",
          () -> path.recorder().outcomes().equals(List.of(CallOutcome.ABANDONED)));
    }
  }

  @Test
  void what_is_announced_and_not_sent_takes_no_room() throws Exception {
    String head =
        RawClient.head(
            "POST / HTTP/1.1",
            "Host: x",
            "Content-Type: application/json",
            "Content-Length: 5242880",
            "Expect: 100-continue");
    List<RawClient> clients = new ArrayList<>();
    try (RawNode node = RawNode.answering("true");
        RequestPath path = RequestPath.over(node).start()) {
      long before = Loops.ALLOCATOR.metric().usedDirectMemory();
      for (int i = 0; i < 100; i++) {
        RawClient client = path.raw();
        clients.add(client);
        assertEquals(100, client.send(head).reply().status());
        for (int part = 0; part < 3; part++) {
          client.send("[1");
        }
      }
      try (RawClient other = path.raw()) {
        assertEquals(RawNode.result("1", "true"), other.post("/", CALL).reply().body());
      }
      long taken = Loops.ALLOCATOR.metric().usedDirectMemory() - before;
      assertTrue(taken < 64L << 20, "bytes taken for 500 MiB announced: " + taken);
      for (RawClient each : clients) {
        each.close();
      }
    }
  }
}
