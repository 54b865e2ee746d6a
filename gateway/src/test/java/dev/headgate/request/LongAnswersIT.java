package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.config.LimitSettings;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.testing.Limits;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers longer than `hold` flow as they come; shorter ones can still be had from another node.
@ExtendWith(NoLeaks.class)
class LongAnswersIT {
  private static final int HOLD = 64 << 10;
  private static final int MEBI = 1 << 20;

  private static String call(String id) {
    return RequestPath.call(id, "eth_getLogs", "[{}]");
  }

  /// A string of so many hex digits, the same each time.
  private static String digits(int length) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder(length);
    while (text.length() < length) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return "\"" + text + "\"";
  }

  /// An HTTP answer in chunks of odd sizes.
  private static String chunked(String body) {
    StringBuilder bytes =
        new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    int size = 1;
    for (int from = 0; from < body.length(); from += size, size = size * 7 % 70_001) {
      int to = Math.min(body.length(), from + size);
      bytes.append(Integer.toHexString(to - from)).append("\r\n");
      bytes.append(body, from, to).append("\r\n");
    }
    return bytes.append("0\r\n\r\n").toString();
  }

  private static String framed(boolean inChunks, String json) {
    return inChunks ? chunked(json) : RawNode.http(200, json);
  }

  @ParameterizedTest
  @CsvSource({
    "false, 1, 5242880",
    "true, 1, 5242880",
    "false, null, 5242880",
    "true, 1.50, 5242880",
    "false, 1, 65536",
    "true, 1, 65536",
    "false, 1, 65535",
    "true, null, 65500",
    "false, 1, 65400",
    "false, '\"\\u0041\"', 70000",
  })
  void a_long_answer_arrives_byte_by_byte(boolean inChunks, String id, int length)
      throws IOException {
    String result = digits(length);
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                line.send(framed(inChunks, RawNode.result(line.request().id(), result)));
              }
            });
        RequestPath path = RequestPath.over(a).start();
        RawClient client = path.raw()) {
      for (int i = 0; i < 3; i++) {
        RawClient.Reply reply = client.post("/", call(id)).reply();

        assertTrue(reply.body().equals(RawNode.result(id, result)), "byte by byte");
        assertEquals(200, reply.status());
      }
      assertEquals(1, a.connections(), "and the connection serves on");
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, null", "true, 2.0"})
  void a_long_answer_with_its_id_at_the_end_arrives_byte_by_byte(boolean inChunks, String id)
      throws IOException {
    String result = digits(3 * MEBI);
    try (RawNode a =
            RawNode.of(line -> {
              String mine = line.request().id();
              line.send(
                  framed(
                      inChunks,
                      "{\"result\":" + result + ",\"id\":" + mine + ",\"jsonrpc\":\"2.0\"}"));
              line.hold();
            });
        RequestPath path = RequestPath.over(a).start();
        RawClient client = path.raw()) {
      assertTrue(
          client
              .post("/", call(id))
              .reply()
              .body()
              .equals("{\"result\":" + result + ",\"id\":" + id + ",\"jsonrpc\":\"2.0\"}"),
          "byte by byte");
    }
  }

  @Test
  void a_long_answer_with_another_call_s_id_never_looks_whole() throws IOException {
    String result = digits(MEBI);
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.answer("{\"result\":" + result + ",\"id\":8,\"jsonrpc\":\"2.0\"}");
            });
        RequestPath path = RequestPath.over(a).start();
        RawClient client = path.raw()) {
      client.post("/", call("1"));

      assertThrows(IOException.class, client::reply);
      RequestPath.await(
          "counted as cut", () -> path.recorder().outcomes().equals(List.of(CallOutcome.CUT)));
    }
  }

  @Test
  void a_long_answer_with_another_call_s_id_before_it_is_asked_of_the_other_node() {
    try (RawNode a = RawNode.saying(RawNode.result("8", digits(MEBI)));
        RawNode b = RawNode.answering(digits(2 * MEBI));
        RequestPath path = RequestPath.over(a, b).start()) {
      assertTrue(path.post(call("1")).body().equals(RawNode.result("1", digits(2 * MEBI))));
    }
  }

  @Test
  void a_long_error_is_read_whole_and_asked_of_the_other_node() {
    String error = RawNode.error("1", -32603, "x".repeat(200_000));
    try (RawNode a = RawNode.saying(error);
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", "1"), path.post(call("1")).body());
      path.fit("a");
      path.picture(List.of("a"), List.of());
      assertEquals(error, path.post(call("1")).body(), "and is returned when nobody does better");
    }
  }

  /// Up to `hold` the answer is repeated, wherever in it the node dies.
  @ParameterizedTest
  @CsvSource({
    "false, 0",
    "false, 1",
    "false, 60",
    "false, 110",
    "false, 5000",
    "false, 60000",
    "true, 0",
    "true, 30",
    "true, 100",
    "true, 5000",
    "true, 60000"
  })
  void an_answer_cut_before_hold_is_asked_of_the_other_node(boolean inChunks, int cutAt)
      throws IOException {
    for (boolean reset : new boolean[] {true, false}) {
      try (RawNode a =
              RawNode.of(line -> {
                String whole =
                    framed(inChunks, RawNode.result(line.request().id(), digits(5 * MEBI)));
                line.send(whole.substring(0, cutAt));
                if (reset) {
                  line.reset();
                }
              });
          RawNode b = RawNode.answering(digits(5 * MEBI));
          RequestPath path = RequestPath.over(a, b).start();
          RawClient client = path.raw()) {
        assertTrue(
            client
                .post("/", call("1"))
                .reply()
                .body()
                .equals(RawNode.result("1", digits(5 * MEBI))));
        // Within the head it is no HTTP, behind it no whole answer.
        End end = path.recorder().ends("a").getFirst();
        assertTrue(end == End.LOST || end == End.GARBAGE, end.label());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, HTTP/1.1, true",
    "false, HTTP/1.1, false",
    "true, HTTP/1.1, true",
    "true, HTTP/1.1, false",
    "false, HTTP/1.0, true",
    "true, HTTP/1.0, true",
    "true, HTTP/1.0, false",
  })
  void an_answer_cut_behind_hold_ends_the_client_s_connection(
      boolean inChunks, String version, boolean reset) throws IOException {
    CountDownLatch flowing = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              String whole =
                  framed(inChunks, RawNode.result(line.request().id(), digits(5 * MEBI)));
              line.send(whole.substring(0, MEBI));
              line.await(flowing);
              if (reset) {
                line.reset();
              }
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start();
        RawClient client = path.raw()) {
      client.send(RawClient.request("/", call("1"), "").replace("HTTP/1.1", version));
      client.awaitBytes(2 * HOLD);
      flowing.countDown();

      assertThrows(IOException.class, client::reply);
      RequestPath.await(
          "counted as cut", () -> path.recorder().outcomes().equals(List.of(CallOutcome.CUT)));
      assertEquals(0, b.requests().size());
    }
  }

  @Test
  void an_answer_over_the_limit_is_refused_by_its_length() {
    try (RawNode a = RawNode.answering(digits(3 * MEBI));
        RequestPath path = RequestPath.over(a).limits(_ -> limits(2 * MEBI, MEBI)).start()) {
      HttpResponse<String> reply = path.post(call("1"));

      assertEquals(503, reply.statusCode());
      assertEquals(List.of(End.GARBAGE), path.recorder().ends("a"));
    }
  }

  @Test
  void an_answer_that_grows_over_the_limit_is_cut_when_it_does() throws IOException {
    try (RawNode a =
            RawNode.of(line -> {
              line.send(chunked(RawNode.result(line.request().id(), digits(3 * MEBI))));
              line.hold();
            });
        RequestPath path = RequestPath.over(a).limits(_ -> limits(2 * MEBI, MEBI)).start();
        RawClient client = path.raw()) {
      client.post("/", call("1"));

      assertThrows(IOException.class, client::reply);
    }
  }

  @Test
  void a_batch_whose_answers_do_not_fit_is_told_so() {
    String big = "[" + RawNode.result("1", digits(2 * MEBI)) + "]";
    try (RawNode a = RawNode.saying(big);
        RequestPath path = RequestPath.over(a).limits(_ -> limits(8 * MEBI, MEBI)).start()) {
      HttpResponse<String> reply = path.post("[" + call("1") + "]");

      assertEquals(200, reply.statusCode());
      assertTrue(reply.body().contains("-32005"), reply.body());
      assertTrue(reply.body().contains("too many long answers"), reply.body());
      assertEquals(0, path.held().bytes());
    }
  }

  @Test
  void a_batch_is_kept_whole_and_counted_until_it_is_answered() {
    String big = "[" + RawNode.result("1", digits(2 * MEBI)) + "]";
    try (RawNode a = RawNode.saying(big);
        RequestPath path = RequestPath.over(a).limits(_ -> limits(8 * MEBI, 4 * MEBI)).start()) {
      for (int i = 0; i < 5; i++) {
        assertTrue(path.post("[" + call("1") + "]").body().equals(big));
        assertEquals(0, path.held().bytes());
      }
    }
  }

  private static LimitSettings limits(long response, long held) {
    return new Limits().response(response).held(held).set();
  }

  /// What the kernel takes on both ways is not ours; what the gateway takes is.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_client_that_does_not_read_stops_its_node_and_nobody_else(boolean inChunks)
      throws IOException {
    int length = 64 * MEBI;
    String result = "\"" + "x".repeat(length) + "\"";
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                boolean big = request.body().contains("eth_getLogs");
                line.send(
                    framed(inChunks && big, RawNode.result(request.id(), big ? result : "1")));
              }
            });
        RequestPath path = RequestPath.over(a).start();
        RawClient client = path.slow()) {
      long before = usedDirect();
      client.post("/", call("1"));
      assertEquals("1", takeQuietly(a).id());

      int small = RawNode.http(200, RawNode.result("2", "1")).length();
      long written = -1;
      for (int same = 0; same < 30; ) {
        assertEquals(
            RawNode.result("2", "1"),
            path.post(RequestPath.call("2", "eth_chainId")).body(),
            "others are served meanwhile");
        long now = a.written();
        same = now - written == small ? same + 1 : 0;
        written = now;
      }
      assertTrue(written < length / 2, "the node could send on: " + written);
      assertTrue(usedDirect() - before < 16L * MEBI, "memory grew by " + (usedDirect() - before));
      assertTrue(path.held().bytes() <= HOLD, "held: " + path.held().bytes());

      assertTrue(client.reply().body().equals(RawNode.result("1", result)), "and then the rest");
    }
  }

  private static RawNode.Request takeQuietly(RawNode node) {
    try {
      return node.take();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long usedDirect() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  @Test
  void a_client_that_leaves_in_mid_answer_frees_its_node() throws IOException {
    String result = "\"" + "x".repeat(32 * MEBI) + "\"";
    CountDownLatch lost = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              try {
                line.answerAll(result);
              } finally {
                lost.countDown();
              }
            });
        RequestPath path = RequestPath.over(a).start()) {
      try (RawClient client = path.slow()) {
        client.post("/", call("1"));
        client.awaitBytes(2 * HOLD);
      }
      RequestPath.await("its node's connection is ended", () -> lost.getCount() == 0);
      assertEquals(List.of(CallOutcome.ABANDONED), path.recorder().outcomes());
    }
  }
}
