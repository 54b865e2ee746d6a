package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawClient;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RequestPath;
import dev.headgate.time.SteadyClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A node may say anything. What is no answer is never passed on: the other node's is, and no byte
/// of the bad one is ever taken for a part of another call's answer.
@ExtendWith(NoLeaks.class)
class HostileAnswersIT {
  private static final String GOOD = RawNode.result("ID", "\"from a\"");

  private static Arguments answer(String story, String bytes) {
    return Arguments.of(story, bytes, false);
  }

  /// The same, then FIN.
  private static Arguments last(String story, String bytes) {
    return Arguments.of(story, bytes, true);
  }

  private static String ok(String lines, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + lines + "\r\n" + body;
  }

  private static String body(String json) {
    return ok("Content-Length: " + json.replace("ID", "7").length() + "\r\n", json);
  }

  /// Every call's id is one digit, so that lengths are known.
  static List<Arguments> answers() {
    int length = GOOD.length() - 1;
    String chunked = "Transfer-Encoding: chunked\r\n";
    String chunk = Integer.toHexString(length) + "\r\n" + GOOD + "\r\n";
    return List.of(
        answer("Content-Length too small", ok("Content-Length: " + (length - 5) + "\r\n", GOOD)),
        last("Content-Length too large", ok("Content-Length: " + (length + 5) + "\r\n", GOOD)),
        answer("length and chunked", ok("Content-Length: 5\r\n" + chunked, chunk + "0\r\n\r\n")),
        answer("chunked and length", ok(chunked + "Content-Length: 5\r\n", chunk + "0\r\n\r\n")),
        answer(
            "two lengths, the first right",
            ok("Content-Length: " + length + "\r\nContent-Length: 5\r\n", GOOD)),
        answer(
            "two lengths, the second right",
            ok("Content-Length: 5\r\nContent-Length: " + length + "\r\n", GOOD)),
        answer(
            "one length twice",
            ok("Content-Length: " + length + "\r\nContent-Length: " + length + "\r\n", GOOD)),
        answer("a list of lengths", ok("Content-Length: " + length + ", " + length + "\r\n", GOOD)),
        answer("a signed length", ok("Content-Length: +" + length + "\r\n", GOOD)),
        answer("a negative length", ok("Content-Length: -1\r\n", GOOD)),
        answer("a length that is no number", ok("Content-Length: many\r\n", GOOD)),
        answer("a length beyond all numbers", ok("Content-Length: 99999999999999999999\r\n", GOOD)),
        answer("another coding", ok("Transfer-Encoding: gzip, chunked\r\n", chunk + "0\r\n\r\n")),
        answer("an unknown coding", ok("Transfer-Encoding: xchunked\r\n", chunk + "0\r\n\r\n")),
        answer("a chunk's size that is none", ok(chunked, "zz\r\n" + GOOD + "\r\n0\r\n\r\n")),
        answer("a negative chunk", ok(chunked, "-5\r\n" + GOOD + "\r\n0\r\n\r\n")),
        answer("a chunk longer than it says", ok(chunked, "5\r\n" + GOOD + "\r\n0\r\n\r\n")),
        last("chunks without the last one", ok(chunked, chunk)),
        last("a chunk cut within", ok(chunked, "ffff\r\n" + GOOD)),
        answer(
            "gzip that was not asked for",
            ok("Content-Encoding: gzip\r\nContent-Length: 5\r\n", "12345")),
        answer(
            "br that was not asked for",
            ok("Content-Encoding: br\r\nContent-Length: 5\r\n", "12345")),
        answer("HTML", body("<html><body>502 Bad Gateway</body></html>")),
        answer("text", body("ok")),
        answer("an empty 200", ok("Content-Length: 0\r\n", "")),
        answer("an empty chunked 200", ok(chunked, "0\r\n\r\n")),
        answer("204", "HTTP/1.1 204 No Content\r\n\r\n"),
        answer("304", "HTTP/1.1 304 Not Modified\r\n\r\n"),
        answer(
            "301",
            "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
        answer("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
        answer("500", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
        answer(
            "503 with an answer in it",
            "HTTP/1.1 503 No\r\nContent-Length: " + length + "\r\n\r\n" + GOOD),
        answer("404", "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope"),
        answer("JSON that breaks off", body(GOOD.substring(0, GOOD.length() - 1))),
        answer("JSON with more behind", body(GOOD + GOOD)),
        answer(
            "JSON with a mark before it",
            ok("Content-Length: " + (length + 3) + "\r\n", "\ufeff" + GOOD)),
        answer("a batch in answer to one call", body("[" + GOOD + "]")),
        answer("null", body("null")),
        answer("another call's id", body(RawNode.result("8", "1"))),
        answer("its id as text", body(RawNode.result("\"ID\"", "1"))),
        answer("its id as a float", body(RawNode.result("ID.0", "1"))),
        answer("a null id", body(RawNode.result("null", "1"))),
        answer("no id", body("{\"jsonrpc\":\"2.0\",\"result\":1}")),
        answer("two ids", body("{\"jsonrpc\":\"2.0\",\"id\":8,\"id\":ID,\"result\":1}")),
        answer("two results", body("{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1,\"result\":2}")),
        answer("neither result nor error", body("{\"jsonrpc\":\"2.0\",\"id\":ID}")),
        answer(
            "both result and error",
            body(
                "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1,\"error\":{\"code\":1,\"message\":\"\"}}")),
        answer("an error that is none", body("{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":\"bad\"}")),
        answer("a question", body(RequestPath.call("ID", "eth_chainId"))),
        answer("nesting without end", body(RawNode.result("ID", "[".repeat(20_000)))),
        answer("no HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n"),
        answer(
            "HTTP of tomorrow", "HTTP/3.0 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + GOOD),
        answer(
            "a status that is none",
            "HTTP/1.1 2OO OK\r\nContent-Length: " + length + "\r\n\r\n" + GOOD),
        answer(
            "a header without a colon", ok("nocolon\r\nContent-Length: " + length + "\r\n", GOOD)),
        answer("a NUL in a header", ok("X: a\0b\r\nContent-Length: " + length + "\r\n", GOOD)),
        answer("headers without end", ok("X: y\r\n".repeat(5_000), "")),
        last("nothing", ""),
        last("a head alone", "HTTP/1.1 200 OK\r\nContent-Le"),
        last("half a body that ends with the connection", ok("", GOOD.substring(0, 20))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void what_is_no_answer_is_asked_of_the_other_node(String story, String bytes, boolean ends)
      throws IOException {
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                line.send(bytes.replace("ID", request.id()));
                if (ends) {
                  line.halfClose();
                }
              }
            });
        RawNode b = RawNode.answering("\"from b\"");
        RequestPath path = RequestPath.over(a, b).start();
        RawClient client = path.raw()) {
      for (int id = 1; id <= 3; id++) {
        RawClient.Reply reply = client.post("/", RequestPath.call("" + id, "eth_chainId")).reply();

        assertEquals(RawNode.result("" + id, "\"from b\""), reply.body(), story);
        assertEquals(200, reply.status());
      }
      assertFalse(path.recorder().ends("a").isEmpty());
      assertTrue(
          Set.of(End.GARBAGE, End.LOST, End.HTTP_ERROR).containsAll(path.recorder().ends("a")),
          path.recorder().attempts().toString());
      boolean http = story.matches("[1-5]\\d\\d.*"); // as HTTP all is well, but for the status
      assertTrue(http || a.connections() == a.requests().size(), "no connection was used again");
    }
  }

  static List<Arguments> goodInTheEnd() {
    int length = GOOD.length() - 1;
    String whole = "Content-Length: " + length + "\r\n";
    return List.of(
        answer("continued first", "HTTP/1.1 100 Continue\r\n\r\n".repeat(3) + ok(whole, GOOD)),
        answer("hints first", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok(whole, GOOD)),
        answer(
            "in chunks of one",
            ok("Transfer-Encoding: chunked\r\n", chunks(GOOD) + "0\r\nT: x\r\n\r\n")),
        answer("as 201", ok(whole, GOOD).replace("200 OK", "201 Created")),
        answer("identity by name", ok("Content-Encoding: identity\r\n" + whole, GOOD)),
        answer("without a reason", ok(whole, GOOD).replace(" OK", "")),
        last("to the connection's end", ok("", GOOD)),
        last("as HTTP/1.0", ok(whole, GOOD).replace("HTTP/1.1", "HTTP/1.0")),
        last("and then the end", ok(whole + "Connection: close\r\n", GOOD)));
  }

  private static String chunks(String text) {
    StringBuilder chunks = new StringBuilder();
    // The id is replaced later: it stays in one piece.
    int id = text.indexOf("ID");
    for (int i = 0; i < text.length(); i++) {
      if (i == id) {
        chunks.append("1\r\nID\r\n");
        i++;
      } else {
        chunks.append("1\r\n").append(text.charAt(i)).append("\r\n");
      }
    }
    return chunks.toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodInTheEnd")
  void an_unusual_answer_that_is_one_is_taken(String story, String bytes, boolean ends) {
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                line.send(bytes.replace("ID", line.request().id()));
                if (ends) {
                  line.halfClose();
                }
              }
            });
        RequestPath path = RequestPath.over(a).start()) {
      for (int id = 1; id <= 3; id++) {
        assertEquals(
            GOOD.replace("ID", "" + id),
            path.post(RequestPath.call("" + id, "eth_chainId")).body(),
            story);
      }
      assertEquals(ends ? 3 : 1, a.connections());
    }
  }

  /// The classic of response splitting: a second answer right behind the first.
  @Test
  void bytes_behind_an_answer_reach_no_other_call() {
    String forged = RawNode.http(200, RawNode.result("2", "\"forged\""));
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                line.send(RawNode.http(200, RawNode.result(line.request().id(), "\"a\"")) + forged);
              }
            });
        RequestPath path = RequestPath.over(a).start()) {
      assertEquals(
          RawNode.result("1", "\"a\""), path.post(RequestPath.call("1", "eth_chainId")).body());
      for (int i = 0; i < 20; i++) {
        assertEquals(
            RawNode.result("2", "\"a\""), path.post(RequestPath.call("2", "eth_chainId")).body());
      }
      assertEquals(a.requests().size(), a.connections());
    }
  }

  @Test
  void bytes_that_come_while_a_connection_rests_end_it() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    CountDownLatch forged = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              line.answer(RawNode.result(line.request().id(), "\"a\""));
              if (line.number() == 1) {
                line.await(answered);
                line.send(RawNode.http(200, RawNode.result("2", "\"forged\"")));
                forged.countDown();
              }
              line.answerAll("\"a\"");
            });
        RequestPath path = RequestPath.over(a).start()) {
      path.post(RequestPath.call("1", "eth_chainId"));
      answered.countDown();
      assertTrue(forged.await(30, TimeUnit.SECONDS));

      assertEquals(
          RawNode.result("3", "\"a\""), path.post(RequestPath.call("3", "eth_chainId")).body());
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void a_simulated_fault_of_the_answer_is_survived(Fault fault) {
    try (Simulation simulation = two();
        RequestPath path = RequestPath.over(simulation.nodes("ethereum")).start()) {
      simulation.node("ethereum-a").fault(fault);
      for (int id = 0; id < 20; id++) {
        HttpResponse<String> reply = path.post(RequestPath.call("" + id, "eth_chainId"));

        assertEquals(RawNode.result("" + id, "\"0x1\""), reply.body(), fault.text());
      }
      boolean harmless = fault instanceof Fault.CloseAfterEach || fault instanceof Fault.ExtraBytes;
      assertEquals(harmless ? BreakerState.CLOSED : BreakerState.OPEN, path.breaker("a"));
      assertTrue(simulation.node("ethereum-a").requests() >= 5);
    }
  }

  static List<Fault> faults() {
    return List.of(
        new Fault.Http(503),
        new Fault.Garbage(Fault.Garbage.Content.HTML),
        new Fault.Garbage(Fault.Garbage.Content.JSON),
        new Fault.Empty(),
        new Fault.Truncated(10),
        new Fault.Reset(0),
        new Fault.Reset(80),
        new Fault.Cut(10),
        new Fault.WrongId(),
        new Fault.DoubleLength(),
        new Fault.LengthAndChunked(),
        new Fault.ExtraBytes(),
        new Fault.GzipBomb(1L << 30),
        new Fault.CloseAfterEach());
  }

  private static Simulation two() {
    return Simulation.of(SteadyClock.system())
        .chain("ethereum", 1, Duration.ofSeconds(12), 2)
        .start();
  }

  /// A bomb in a body that says nothing of its coding is only bytes that are no JSON.
  @Test
  void a_bomb_is_never_inflated() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        zip.write(zeros);
      }
    }
    byte[] bomb = zipped.toByteArray();
    try (RawNode a =
            RawNode.of(line -> {
              line.request();
              line.send("HTTP/1.1 200 OK\r\nContent-Length: " + bomb.length + "\r\n\r\n");
              line.send(bomb);
            });
        RawNode b = RawNode.answering("1");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(
          RawNode.result("1", "1"), path.post(RequestPath.call("1", "eth_getLogs")).body());
      assertEquals(List.of(End.GARBAGE), path.recorder().ends("a"));
    }
  }

  static List<Arguments> batchAnswers() {
    String one = RawNode.result("1", "\"a\"");
    String two = RawNode.result("2", "\"a\"");
    return List.of(
        Arguments.of("one error for all", RawNode.error("null", -32000, "batch limit 1 exceeded")),
        Arguments.of("one answer twice", "[" + one + "," + one + "]"),
        Arguments.of(
            "an answer nobody asked for",
            "[" + one + "," + two + "," + RawNode.result("3", "1") + "]"),
        Arguments.of("another's id", "[" + one + "," + RawNode.result("9", "1") + "]"),
        Arguments.of("a number among them", "[" + one + ",7]"),
        Arguments.of("a batch that breaks off", "[" + one + "," + two),
        Arguments.of("an empty batch", "[]"),
        Arguments.of("nothing", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("batchAnswers")
  void a_batch_that_is_answered_badly_is_asked_of_the_other_node(String story, String body) {
    try (RawNode a = RawNode.saying(body);
        RawNode b =
            RawNode.of(line -> {
              while (true) {
                boolean both = line.request().body().contains("\"id\":1");
                line.answer(
                    "["
                        + (both ? RawNode.result("1", "\"b\"") + "," : "")
                        + RawNode.result("2", "\"b\"")
                        + "]");
              }
            });
        RequestPath path = RequestPath.over(a, b).start()) {
      String batch =
          "["
              + RequestPath.call("1", "eth_chainId")
              + ","
              + RequestPath.call("2", "net_version")
              + "]";

      assertEquals(
          "[" + RawNode.result("1", "\"b\"") + "," + RawNode.result("2", "\"b\"") + "]",
          path.post(batch).body(),
          story);
    }
  }

  @Test
  void a_call_that_is_left_out_of_a_batch_s_answer_is_asked_of_the_other_node_alone()
      throws InterruptedException {
    try (RawNode a = RawNode.saying("[" + RawNode.result("1", "\"a\"") + "]");
        RawNode b = RawNode.saying("[" + RawNode.result("2", "\"b\"") + "]");
        RequestPath path = RequestPath.over(a, b).start()) {
      String second = RequestPath.call("2", "net_version");

      assertEquals(
          "[" + RawNode.result("1", "\"a\"") + "," + RawNode.result("2", "\"b\"") + "]",
          path.post("[" + RequestPath.call("1", "eth_chainId") + "," + second + "]").body());
      assertEquals("[" + second + "]", b.take().body());
    }
  }

  @Test
  void an_answer_that_comes_drop_by_drop_holds_nobody_up() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    try (RawNode a =
            RawNode.of(line -> {
              while (true) {
                RawNode.Request request = line.request();
                byte[] bytes =
                    RawNode.http(200, RawNode.result(request.id(), "\"a\""))
                        .getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < bytes.length; i++) {
                  if (request.id().equals("1")) {
                    line.send(new byte[] {bytes[i]});
                  }
                  if (i == bytes.length / 2 && request.id().equals("1")) {
                    line.await(rest);
                  }
                }
                if (!request.id().equals("1")) {
                  line.send(bytes);
                }
              }
            });
        RequestPath path = RequestPath.over(a).start()) {
      var slow = path.later(RequestPath.call("1", "eth_getLogs"));
      a.take();
      for (int id = 2; id < 10; id++) {
        assertEquals(
            RawNode.result("" + id, "\"a\""),
            path.post(RequestPath.call("" + id, "eth_chainId")).body());
      }
      assertFalse(slow.isDone());
      rest.countDown();

      assertEquals(RawNode.result("1", "\"a\""), slow.join().body());
    }
  }
}
