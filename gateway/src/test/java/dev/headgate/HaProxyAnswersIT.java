package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.Callers;
import dev.headgate.testing.haproxy.Front;
import dev.headgate.testing.haproxy.Front.Spec;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What HAProxy answers by itself, and what it sends a second time.
@Tag("full")
class HaProxyAnswersIT {
  private static final String READ = Callers.call("eth_blockNumber", "[]");
  private static final String ONCE = Callers.call("eth_sendTransaction", "[{}]");
  private static final String RAW = Callers.call("eth_sendRawTransaction", "[\"0x00\"]");

  /// In a gateway's place: ready, and every call meets the same end.
  private static final class Actor implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final ServerSocket server;
    private final String answer;
    private final AtomicInteger calls = new AtomicInteger();

    /// @param answer to a call, raw; empty ends the connection without a byte, "hang" never answers
    Actor(URI place, String answer) throws IOException {
      this.answer = answer;
      server = new ServerSocket(place.getPort(), 100, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::run);
    }

    private void run() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> play(socket));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private void play(Socket socket) {
      try (socket) {
        String head = request(socket.getInputStream());
        if (head.startsWith("GET /readyz")) {
          say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n");
          return;
        }
        if (head.isEmpty()) {
          return;
        }
        calls.incrementAndGet();
        if (answer.equals("hang")) {
          socket.getInputStream().readAllBytes();
        }
        say(socket, answer);
      } catch (IOException gone) {
        // HAProxy ended it.
      }
    }

    /// All of it: bytes that nobody read would make the end a reset, and a reset that overtakes
    /// HAProxy's answer takes it from the client.
    private static String request(InputStream in) throws IOException {
      StringBuilder all = new StringBuilder();
      byte[] buffer = new byte[32_768];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        all.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
        if (isWhole(all)) {
          break;
        }
      }
      return all.toString();
    }

    private static boolean isWhole(StringBuilder request) {
      int end = request.indexOf("\r\n\r\n");
      if (end < 0) {
        return false;
      }
      Matcher length = LENGTH.matcher(request.substring(0, end));
      return request.length() - end - 4 >= (length.find() ? Integer.parseInt(length.group(1)) : 0);
    }

    private static void say(Socket socket, String words) throws IOException {
      socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /// On a connection of its own: a later call on a connection that was kept alive gets no 502, but
  /// HAProxy closes the connection.
  private static HttpResponse<String> post(Front front, String body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(
          HttpRequest.newBuilder(front.rpc(Front.ONE)).POST(BodyPublishers.ofString(body)).build(),
          BodyHandlers.ofString());
    }
  }

  private static void assertError(HttpResponse<String> got, int status, int code, String data) {
    assertEquals(status, got.statusCode(), got::body);
    assertEquals(
        "application/json", got.headers().firstValue("Content-Type").orElse(""), got::body);
    assertFalse(got.headers().firstValue("Retry-After").isPresent());
    JsonNode answer = JsonMapper.shared().readTree(got.body());
    assertEquals("2.0", answer.path("jsonrpc").asString(), got::body);
    assertTrue(answer.path("id").isNull(), got::body);
    assertEquals(code, answer.path("error").path("code").asInt(), got::body);
    assertFalse(answer.path("error").path("message").asString("").isEmpty(), got::body);
    assertTrue(got.body().contains(data), got::body);
  }

  @Test
  void no_gateway_is_503_for_every_call_since_none_was_sent() throws Exception {
    try (Front front = Spec.usual().unstarted().start()) {
      for (String body : new String[] {READ, ONCE, RAW, "[" + READ + "]", "no JSON"}) {
        assertError(post(front, body), 503, -32005, "\"retryable\":true");
      }
    }
  }

  @Test
  void a_gateway_that_breaks_off_is_asked_again_for_one_whole_known_read_alone() throws Exception {
    try (Front front = Spec.usual().withoutAgentCheck().unstarted().start();
        Actor a = new Actor(front.gatewayRpc("a"), "")) {
      front.awaitUp("a");
      assertError(post(front, READ), 502, -32005, "\"retryable\":true,\"chain\":\"one\"");
      assertEquals(4, a.calls.getAndSet(0), "a read: once and three times more");
      assertError(post(front, RAW), 502, -32005, "\"retryable\":true,\"submitted\":\"unknown\"");
      assertEquals(1, a.calls.getAndSet(0), "a raw transaction");
      for (String body :
          new String[] {
            ONCE,
            "[" + READ + "]",
            READ + READ,
            "{\"id\":1,\"method\":\"eth_blockNumber\",\"METHOD\":\"eth_sendTransaction\"}",
            "{\"id\":1,\"method\":\"eth_blockNumber\",\"m\\u0065thod\":\"eth_sendTransaction\"}",
            Callers.call("eth_call", "[\"" + "0".repeat(20_000) + "\"]"),
          }) {
        assertError(
            post(front, body), 200, -32000, "\"retryable\":false,\"submitted\":\"unknown\"");
        assertEquals(1, a.calls.getAndSet(0), body.substring(0, Math.min(80, body.length())));
      }
    }
  }

  @Test
  void a_read_that_one_gateway_broke_off_is_answered_by_the_other() throws Exception {
    String result = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x1\"}";
    try (Front front = Spec.usual().withoutAgentCheck().front("mode: active").unstarted().start();
        Actor a = new Actor(front.gatewayRpc("a"), "");
        Actor b =
            new Actor(
                front.gatewayRpc("b"),
                "HTTP/1.1 200 OK\r\nContent-Length: "
                    + result.length()
                    + "\r\nConnection: close\r\n\r\n"
                    + result)) {
      front.awaitUp("a");
      front.awaitUp("b");
      assertEquals(result, post(front, READ).body());
      assertTrue(b.calls.get() == 1 && a.calls.get() <= 1, "whichever this client sticks to");
    }
  }

  @Test
  void nonsense_of_a_gateway_is_502() throws Exception {
    try (Front front = Spec.usual().withoutAgentCheck().unstarted().start();
        Actor a = new Actor(front.gatewayRpc("a"), "what?\r\n\r\n")) {
      front.awaitUp("a");
      assertError(post(front, READ), 502, -32005, "\"retryable\":true");
      assertError(post(front, ONCE), 200, -32000, "\"retryable\":false");
      assertEquals(2, a.calls.get());
    }
  }

  @Test
  void a_gateway_that_never_answers_is_504() throws Exception {
    String quick = "calls: {deadline: 100ms, longDeadline: 100ms, headWait: 50ms}";
    try (Front front = Spec.usual().withoutAgentCheck().settings(quick).unstarted().start();
        Actor a = new Actor(front.gatewayRpc("a"), "hang")) {
      front.awaitUp("a");
      assertError(post(front, READ), 504, -32005, "\"retryable\":true");
      assertError(post(front, ONCE), 200, -32000, "\"retryable\":false");
      assertEquals(2, a.calls.get());
    }
  }

  @Test
  void a_client_over_its_rate_is_429() throws Exception {
    try (Front front =
        Spec.usual().front("mode: backup\n  requestsPerClient: 1").unstarted().start()) {
      for (int i = 0; i < 10; i++) {
        assertEquals(503, post(front, READ).statusCode());
      }
      assertError(post(front, READ), 429, -32005, "\"retryAfterMs\":1000");
    }
  }

  @Test
  void broken_http_is_400_and_a_body_that_never_comes_408() throws Exception {
    try (Front front = Spec.usual().settings("limits: {headTimeout: 300ms}").unstarted().start()) {
      String broken = raw(front, "POST /one HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n");
      assertTrue(broken.startsWith("HTTP/1.1 400 "), broken);
      String late = raw(front, "POST /one HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
      assertTrue(late.startsWith("HTTP/1.1 408 "), late);
      assertTrue(late.contains("\"code\":-32600,"), late);
    }
  }

  private static String raw(Front front, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.rpc("one").getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
