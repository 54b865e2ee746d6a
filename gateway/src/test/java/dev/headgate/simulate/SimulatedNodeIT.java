package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.ManualClock;
import dev.headgate.time.SteadyClock;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a client sees of a node, fault by fault, over real sockets.
@Timeout(60)
class SimulatedNodeIT {
  private static final String HEAD =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_blockNumber\",\"params\":[]}";
  private static final String NAME =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"web3_clientVersion\"}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"Simulated/ethereum-a/v1\"}";

  /// Long enough for a loaded machine; no test waits it out unless it fails.
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ManualClock clock = new ManualClock();
  private final Simulation simulation =
      Simulation.of(clock).chain("ethereum", 1, Duration.ofSeconds(12), 2).start();
  private final SimulatedNode node = simulation.node("ethereum-a");
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.shutdownNow();
    simulation.close();
  }

  @Test
  void two_nodes_tell_one_chain_and_their_own_names() throws Exception {
    SimulatedNode other = simulation.node("ethereum-b");
    clock.advance(Duration.ofSeconds(6));
    String block = "{\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"0x10\",true]}";
    assertEquals(post(node, block).body(), post(other, block).body());
    assertEquals(ANSWER, post(node, NAME).body());
    assertTrue(post(other, NAME).body().contains("Simulated/ethereum-b/v1"));
    assertEquals(List.of(node, other), simulation.nodes("ethereum"));
  }

  @Test
  void every_call_is_written_down_with_its_connection() throws Exception {
    try (Raw first = new Raw(node);
        Raw second = new Raw(node)) {
      first.ask("[{\"id\":\"t-1\",\"method\":\"eth_chainId\"},{\"method\":\"net_version\"}]");
      first.answer();
      second.ask(HEAD);
      second.answer();
      first.ask(HEAD);
      first.answer();
    }
    assertEquals(
        List.of(
            "\"t-1\" eth_chainId 1",
            "null net_version 1",
            "1 eth_blockNumber 2",
            "1 eth_blockNumber 1"),
        node.received().stream()
            .map(call -> call.id() + " " + call.method() + " " + call.connection())
            .toList());
    assertEquals(2, node.connectionsOpened());
    assertEquals(3, node.requests());
    assertEquals(4, node.calls());
  }

  @Test
  void pipelined_requests_are_answered_in_order() throws Exception {
    try (Raw raw = new Raw(node)) {
      raw.ask("{\"id\":1,\"method\":\"sim_sleep\",\"params\":[30]}");
      raw.ask("{\"id\":2,\"method\":\"eth_chainId\"}");
      assertTrue(raw.answer().contains("\"id\":1"));
      assertTrue(raw.answer().contains("\"id\":2"));
    }
  }

  @Test
  void a_notification_gets_204_and_a_get_405() throws Exception {
    assertEquals(204, post(node, "{\"method\":\"eth_chainId\"}").statusCode());
    HttpRequest get = HttpRequest.newBuilder(node.uri()).GET().build();
    assertEquals(405, client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode());
  }

  @Test
  void a_client_that_waits_for_100_is_told_to_go_on() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.uri())
            .expectContinue(true)
            .POST(HttpRequest.BodyPublishers.ofString(NAME))
            .build();
    assertEquals(ANSWER, client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Test
  void a_large_answer_is_chunked_and_waits_for_a_slow_reader() throws Exception {
    long size = 200L * 1024 * 1024;
    try (Raw raw = new Raw(node)) {
      raw.ask("{\"id\":1,\"method\":\"sim_blob\",\"params\":[" + size + "]}");
      assertTrue(raw.head().contains("Transfer-Encoding: chunked"));
      assertEquals(ANSWER, post(node, NAME).body(), "others are served while it waits");
      raw.ask(HEAD);
      long read = raw.chunks();
      assertEquals(size + "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x\"}".length(), read);
      assertTrue(raw.answer().contains("result"), "and the connection lives on");
    }
  }

  @Test
  void a_killed_node_resets_what_there_was_refuses_what_comes_and_returns_on_its_port()
      throws Exception {
    URI before = node.uri();
    try (Raw raw = new Raw(node)) {
      raw.ask(HEAD);
      raw.answer();
      node.fault(new Fault.Kill());
      assertThrows(SocketException.class, raw::byteOrEnd);
    }
    assertThrows(ConnectException.class, () -> new Raw(node).close());
    node.heal();
    assertEquals(before, node.uri());
    assertEquals(ANSWER, post(node, NAME).body());
  }

  @Test
  void a_refusing_node_still_serves_the_connections_it_has() throws Exception {
    try (Raw raw = new Raw(node)) {
      raw.ask(HEAD);
      raw.answer();
      node.fault(new Fault.Refuse());
      assertThrows(ConnectException.class, () -> new Raw(node).close());
      raw.ask(NAME);
      assertTrue(raw.answer().endsWith(ANSWER));
    }
  }

  @Test
  void a_hanging_node_accepts_and_answers_only_once_healed() throws Exception {
    node.fault(new Fault.Hang());
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(request(node, NAME), HttpResponse.BodyHandlers.ofString());
    until(() -> node.connectionsOpened() == 1);
    assertThrows(TimeoutException.class, () -> waiting.get(150, TimeUnit.MILLISECONDS));
    assertEquals(0, node.requests());
    node.heal();
    assertEquals(ANSWER, waiting.get(20, TimeUnit.SECONDS).body());
  }

  @Test
  void a_node_that_hangs_in_mid_answer_goes_on_once_healed() throws Exception {
    long size = 64L * 1024 * 1024;
    try (Raw raw = new Raw(node)) {
      raw.ask("{\"id\":1,\"method\":\"sim_blob\",\"params\":[" + size + "]}");
      long read = raw.head().length();
      node.fault(new Fault.Hang());
      raw.socket.setSoTimeout(200);
      byte[] buffer = new byte[1 << 16];
      try {
        while (read < 2 * size) {
          read += raw.some(buffer);
        }
      } catch (SocketTimeoutException silence) {
        assertTrue(read < size, "it fell silent in the middle");
      }
      node.heal();
      raw.socket.setSoTimeout((int) PATIENCE.toMillis());
      while (read < size) {
        read += raw.some(buffer);
      }
    }
  }

  @Test
  void a_slow_node_begins_to_answer_later() throws Exception {
    node.fault(Fault.parse("slow 150ms"));
    SteadyClock real = SteadyClock.system();
    long asked = real.nanos();
    assertEquals(ANSWER, post(node, NAME).body());
    assertTrue(real.nanos() - asked >= Duration.ofMillis(150).toNanos());
  }

  @Test
  void a_frozen_node_forgets_to_move_and_healed_is_back_at_the_head() throws Exception {
    String before = post(node, HEAD).body();
    node.fault(new Fault.Freeze());
    clock.advance(Duration.ofMinutes(1));
    assertEquals(before, post(node, HEAD).body());
    node.heal();
    assertTrue(post(node, HEAD).body().contains(Long.toHexString(node.head())));
    assertFalse(post(node, HEAD).body().equals(before));
  }

  @Test
  void a_flapping_node_dies_and_lives_by_itself() throws Exception {
    try (Simulation timely =
        Simulation.of(SteadyClock.system()).chain("x", 5, Duration.ofSeconds(1), 1).start()) {
      SimulatedNode flapping = timely.node("x-a");
      flapping.fault(Fault.parse("flap 100ms 100ms"));
      until(() -> !accepts(flapping));
      until(() -> accepts(flapping));
      until(() -> !accepts(flapping));
      flapping.heal();
      until(() -> accepts(flapping));
    }
  }

  @Test
  void the_statuses() throws Exception {
    node.fault(Fault.parse("http 502"));
    assertEquals(502, post(node, NAME).statusCode());
    node.heal();
    node.fault(Fault.parse("rate-limit 5s"));
    HttpResponse<String> limited = post(node, NAME);
    assertEquals(429, limited.statusCode());
    assertEquals("5", limited.headers().firstValue("Retry-After").orElseThrow());
    node.fault(Fault.parse("rate-limit"));
    assertTrue(post(node, NAME).headers().firstValue("Retry-After").isEmpty());
  }

  @Test
  void the_answers_that_are_none() throws Exception {
    node.fault(Fault.parse("garbage html"));
    assertTrue(post(node, NAME).body().startsWith("<html>"));
    node.fault(Fault.parse("garbage json"));
    assertEquals("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":", post(node, NAME).body());
    node.heal();
    node.fault(new Fault.Empty());
    assertEquals("", post(node, NAME).body());
    assertEquals(200, post(node, NAME).statusCode());
  }

  @Test
  void a_truncated_answer_ends_before_its_length() throws Exception {
    node.fault(new Fault.Truncated(10));
    String all = rest(NAME);
    assertTrue(all.contains("Content-Length: " + ANSWER.length()));
    assertTrue(all.endsWith("\r\n\r\n" + ANSWER.substring(0, 10)));
  }

  @Test
  void a_reset_comes_after_so_many_bytes() throws Exception {
    node.fault(new Fault.Reset(20));
    try (Raw raw = new Raw(node)) {
      raw.ask(NAME);
      assertEquals("HTTP/1.1 200 Simulat", raw.bytes(20));
      assertThrows(SocketException.class, raw::byteOrEnd);
    }
  }

  @Test
  void a_long_answer_is_cut_and_a_short_one_is_not() throws Exception {
    node.fault(new Fault.Cut(70_000));
    assertEquals(ANSWER, post(node, NAME).body());
    String all = rest("{\"id\":1,\"method\":\"sim_blob\",\"params\":[100000]}");
    assertEquals(70_000, all.length() - all.indexOf("\r\n\r\n") - 4);
    assertFalse(all.endsWith("0\r\n\r\n"));
  }

  @Test
  void a_dripping_node_sends_every_byte_in_the_end() throws Exception {
    node.fault(Fault.parse("drip 1ms"));
    assertEquals(ANSWER, post(node, NAME).body());
  }

  @Test
  void two_lengths_or_a_length_beside_chunks() throws Exception {
    node.fault(new Fault.DoubleLength());
    try (Raw raw = new Raw(node)) {
      raw.ask(NAME);
      assertEquals(2, raw.head().lines().filter(line -> line.startsWith("Content-Length")).count());
    }
    node.heal();
    node.fault(new Fault.LengthAndChunked());
    try (Raw raw = new Raw(node)) {
      raw.ask(NAME);
      String head = raw.head();
      assertTrue(head.contains("Content-Length: " + ANSWER.length()));
      assertTrue(head.contains("Transfer-Encoding: chunked"));
      assertEquals(ANSWER.length(), raw.chunks());
    }
  }

  @Test
  void a_second_answer_comes_that_nobody_asked_for() throws Exception {
    node.fault(new Fault.ExtraBytes());
    try (Raw raw = new Raw(node)) {
      raw.ask(NAME);
      assertTrue(raw.answer().endsWith(ANSWER));
      assertTrue(raw.answer().endsWith("0xdead\"}"));
    }
  }

  @Test
  void a_bomb_is_small_on_the_wire_and_huge_behind_it() throws Exception {
    node.fault(Fault.parse("gzip-bomb 64MiB"));
    HttpResponse<byte[]> bomb =
        client.send(request(node, NAME), HttpResponse.BodyHandlers.ofByteArray());
    assertEquals("gzip", bomb.headers().firstValue("Content-Encoding").orElseThrow());
    assertTrue(bomb.body().length < 256 * 1024, "small: " + bomb.body().length);
    try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(bomb.body()))) {
      long bytes = 0;
      byte[] buffer = new byte[1 << 16];
      for (int read = inflated.read(buffer); read >= 0; read = inflated.read(buffer)) {
        bytes += read;
      }
      assertEquals(64L << 20, bytes);
    }
  }

  @Test
  void a_share_of_the_requests_fails_evenly() throws Exception {
    node.fault(Fault.parse("intermittent 50 http"));
    List<Integer> statuses = new ArrayList<>();
    for (int call = 0; call < 4; call++) {
      statuses.add(post(node, NAME).statusCode());
    }
    assertEquals(List.of(200, 503, 200, 503), statuses);
    node.fault(Fault.parse("intermittent 100"));
    assertTrue(post(node, NAME).body().contains("-32603"));
    assertEquals(200, post(node, NAME).statusCode());
  }

  @Test
  void a_node_that_closes_after_each_says_so() throws Exception {
    node.fault(new Fault.CloseAfterEach());
    String all = rest(NAME);
    assertTrue(all.contains("Connection: close\r\n"));
    assertTrue(all.endsWith(ANSWER));
  }

  @Test
  void another_id_goes_out_than_came_in() throws Exception {
    node.fault(new Fault.WrongId());
    assertFalse(post(node, NAME).body().contains("\"id\":1,"));
  }

  @Test
  void a_transaction_given_to_one_node_is_known_to_the_other() throws Exception {
    String send = "{\"id\":1,\"method\":\"eth_sendRawTransaction\",\"params\":[\"0xabcdef\"]}";
    assertTrue(post(node, send).body().contains("\"result\":\"0x"));
    assertTrue(post(simulation.node("ethereum-b"), send).body().contains("already known"));
    assertEquals(1, simulation.chain("ethereum").submissions());
  }

  @Test
  void a_taken_port_is_refused_and_an_unknown_name_is_answered_with_all() {
    int port = node.uri().getPort();
    ChainTruth chain = ChainTruth.of("x", 5, Duration.ofSeconds(1));
    assertThrows(
        IllegalStateException.class,
        () -> Simulation.of(clock).chain(chain, List.of(port)).start().close());
    assertEquals(
        "no node is called \"geth\"; there are: ethereum-a, ethereum-b",
        assertThrows(IllegalArgumentException.class, () -> simulation.node("geth")).getMessage());
  }

  @Test
  void faults_are_switched_by_curl() throws Exception {
    try (FaultPort port = FaultPort.open(simulation, 0)) {
      assertEquals(
          "200 ethereum-a %s head %d faults: slow 200ms\n".formatted(node.uri(), node.head()),
          curl("POST", port, "/fault/ethereum-a/slow?arg=200ms"));
      curl("POST", port, "/fault/ethereum-a/error?arg=-32000&arg=two%20words");
      assertEquals("slow 200ms, error -32000 two words", node.faults());
      assertTrue(curl("POST", port, "/heal/ethereum-a").endsWith("faults: none\n"));
      assertEquals(2, curl("GET", port, "/").lines().count());
      assertTrue(curl("POST", port, "/fault/ethereum-a/slwo").startsWith("400 no fault is called"));
      assertTrue(curl("POST", port, "/heal/geth").startsWith("400 no node is called \"geth\""));
      assertTrue(curl("GET", port, "/heal/ethereum-a").startsWith("405 "));
      assertTrue(curl("POST", port, "/what").startsWith("404 there are: "));
    }
  }

  private String curl(String verb, FaultPort port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(port.uri().resolve(path))
            .method(verb, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private HttpResponse<String> post(SimulatedNode to, String body) throws Exception {
    return client.send(request(to, body), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest request(SimulatedNode to, String body) {
    return HttpRequest.newBuilder(to.uri())
        .timeout(PATIENCE)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /// All that comes until the node closes.
  private String rest(String body) throws IOException {
    try (Raw raw = new Raw(node)) {
      raw.ask(body);
      return new String(raw.in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static boolean accepts(SimulatedNode node) {
    try (Raw raw = new Raw(node)) {
      return raw.socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /// Looks again and again, and fails at the end of its patience.
  private static void until(BooleanSupplier condition) {
    SteadyClock real = SteadyClock.system();
    long end = real.nanos() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(real.nanos() < end, "waited in vain");
      Thread.onSpinWait();
    }
  }

  /// A socket that reads HTTP byte by byte and believes nothing.
  private static final class Raw implements AutoCloseable {
    final Socket socket;
    final InputStream in;

    Raw(SimulatedNode node) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), node.uri().getPort());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    void ask(String body) throws IOException {
      String request =
          "POST / HTTP/1.1\r\nHost: node\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    int byteOrEnd() throws IOException {
      return in.read();
    }

    int some(byte[] into) throws IOException {
      int count = in.read(into);
      assertTrue(count > 0, "ended too early");
      return count;
    }

    String bytes(int count) throws IOException {
      return new String(in.readNBytes(count), StandardCharsets.US_ASCII);
    }

    String head() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      String head = "";
      while (!head.endsWith("\r\n\r\n")) {
        int next = in.read();
        assertTrue(next >= 0, "ended in the head");
        out.write(next);
        head = out.toString(StandardCharsets.US_ASCII);
      }
      return head;
    }

    /// Head and body by Content-Length.
    String answer() throws IOException {
      String head = head();
      String length =
          head.lines()
              .filter(line -> line.startsWith("Content-Length: "))
              .findFirst()
              .orElseThrow()
              .substring(16);
      return head + bytes(Integer.parseInt(length));
    }

    /// Reads a chunked body to its end; how many bytes it had.
    long chunks() throws IOException {
      long sum = 0;
      while (true) {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
          line.append((char) in.read());
        }
        int size = Integer.parseInt(line.toString().trim(), 16);
        in.skipNBytes(size + 2);
        sum += size;
        if (size == 0) {
          return sum;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
