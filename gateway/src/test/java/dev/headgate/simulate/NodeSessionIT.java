package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.ManualClock;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a client sees of a node over WebSocket, fault by fault.
@Timeout(60)
class NodeSessionIT {
  private static final String SUBSCRIBE =
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"]}";
  private static final String NAME =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"web3_clientVersion\"}";
  private static final String ANSWER =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"Simulated/ethereum-a/v1\"}";
  private static final Duration BLOCK = Duration.ofSeconds(12);

  private final ManualClock clock = new ManualClock();
  private final Simulation simulation = Simulation.of(clock).chain("ethereum", 1, BLOCK, 2).start();
  private final SimulatedNode node = simulation.node("ethereum-a");
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    http.shutdownNow();
    simulation.close();
  }

  /// A client whose every message, pong and end goes into one queue.
  private static final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        said.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      said.add("pong " + StandardCharsets.US_ASCII.decode(message));
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      said.add("closed " + status);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      said.add("lost");
    }

    String next() throws InterruptedException {
      String next = said.poll(20, TimeUnit.SECONDS);
      assertNotNull(next, "waited in vain");
      return next;
    }

    void silent() throws InterruptedException {
      assertNull(said.poll(150, TimeUnit.MILLISECONDS));
    }

    /// The header of the next notification, of this subscription.
    JsonNode head(String subscription) throws InterruptedException {
      JsonNode message = JsonMapper.shared().readTree(next());
      assertEquals("eth_subscription", message.at("/method").asString());
      assertEquals(subscription, message.at("/params/subscription").asString());
      return message.at("/params/result");
    }

    /// The id that a subscription got.
    String subscription() throws InterruptedException {
      return JsonMapper.shared().readTree(next()).at("/result").asString();
    }
  }

  private WebSocket open(Client client) {
    return http.newWebSocketBuilder().buildAsync(node.wsUri(), client).join();
  }

  private String subscribed(Client client, WebSocket socket) throws InterruptedException {
    socket.sendText(SUBSCRIBE, true).join();
    return client.subscription();
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  @Test
  void calls_are_answered_as_over_http_in_text_and_in_binary_frames() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    socket.sendText(NAME, true).join();
    assertEquals(ANSWER, client.next());
    socket.sendBinary(ByteBuffer.wrap(NAME.getBytes(StandardCharsets.UTF_8)), true).join();
    assertEquals(ANSWER, client.next());
    socket.sendText("[" + NAME.substring(0, 20), false).join();
    socket.sendText(NAME.substring(20) + "]", true).join();
    assertEquals("[" + ANSWER + "]", client.next());
    socket.sendText("{\"id\":1,\"method\":\"sim_blob\",\"params\":[300000]}", true).join();
    assertEquals(
        300_000 + "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"0x\"}".length(),
        client.next().length(),
        "in several frames");
    assertEquals(4, node.calls());
    assertEquals(0, node.requests(), "none over HTTP");
    assertEquals(1, node.sockets());
  }

  @Test
  void a_ping_is_answered_and_so_is_a_close() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    socket.sendPing(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII))).join();
    assertEquals("pong hello", client.next());
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    assertTrue(client.next().startsWith("closed"));
  }

  @Test
  void each_head_is_pushed_once_with_its_full_header_until_unsubscribed() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    String id = subscribed(client, socket);
    long before = node.head();
    clock.advance(BLOCK.multipliedBy(3));
    for (long number = before + 1; number <= before + 3; number++) {
      JsonNode head = client.head(id);
      assertEquals(hex(number), head.at("/number").asString());
      assertEquals(node.chain().truth().hash(number), head.at("/hash").asString());
      assertEquals(node.chain().truth().hash(number - 1), head.at("/parentHash").asString());
      assertTrue(head.has("timestamp") && head.has("logsBloom") && head.has("baseFeePerGas"));
      assertTrue(!head.has("transactions"), "a header, no block");
    }
    socket
        .sendText("{\"id\":8,\"method\":\"eth_unsubscribe\",\"params\":[\"" + id + "\"]}", true)
        .join();
    assertTrue(client.next().contains("\"result\":true"));
    clock.advance(BLOCK);
    client.silent();
  }

  @Test
  void two_subscriptions_on_one_socket_have_ids_of_their_own() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    String first = subscribed(client, socket);
    String second = subscribed(client, socket);
    assertNotEquals(first, second);
    clock.advance(BLOCK);
    client.head(first);
    client.head(second);
  }

  @Test
  void over_http_nobody_subscribes_and_to_something_unknown_nobody_does() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    socket.sendText(SUBSCRIBE.replace("newHeads", "oldHeads"), true).join();
    assertTrue(client.next().contains("-32601"));
    socket.sendText(SUBSCRIBE.replace("eth_sub", "eth_unsub"), true).join();
    assertTrue(client.next().contains("subscription not found"));
    HttpRequest post =
        HttpRequest.newBuilder(node.uri())
            .POST(HttpRequest.BodyPublishers.ofString(SUBSCRIBE))
            .build();
    String overHttp = http.send(post, HttpResponse.BodyHandlers.ofString()).body();
    assertTrue(overHttp.contains("notifications not supported"), overHttp);
  }

  @Test
  void a_killed_node_and_one_without_sockets_end_them() throws Exception {
    Client client = new Client();
    open(client);
    node.fault(new Fault.Kill());
    assertEquals("lost", client.next());
    node.heal();
    Client again = new Client();
    open(again);
    node.fault(new Fault.NoSocket());
    assertEquals("lost", again.next());
    assertEquals(403, refusal());
    node.heal();
    node.fault(new Fault.Http(502));
    assertEquals(502, refusal());
  }

  private int refusal() {
    CompletionException failed = assertThrows(CompletionException.class, () -> open(new Client()));
    return failed.getCause() instanceof WebSocketHandshakeException refused
        ? refused.getResponse().statusCode()
        : 0;
  }

  @Test
  void a_hanging_node_says_nothing_and_after_that_everything() throws Exception {
    Client client = new Client();
    WebSocket socket = open(client);
    String id = subscribed(client, socket);
    node.fault(new Fault.Hang());
    long before = node.head();
    clock.advance(BLOCK.multipliedBy(2));
    socket.sendPing(ByteBuffer.allocate(0)).join();
    client.silent();
    node.heal();
    assertEquals("pong ", client.next());
    assertEquals(hex(before + 1), client.head(id).at("/number").asString());
    assertEquals(hex(before + 2), client.head(id).at("/number").asString());
  }

  @Test
  void a_frozen_node_and_a_mute_one_push_nothing() throws Exception {
    Client client = new Client();
    String id = subscribed(client, open(client));
    for (Fault fault : new Fault[] {new Fault.Freeze(), new Fault.MuteSocket()}) {
      node.fault(fault);
      clock.advance(BLOCK);
      client.silent();
      node.heal();
      assertEquals(hex(node.head()), client.head(id).at("/number").asString());
    }
  }

  @Test
  void a_node_that_lags_runs_ahead_or_forks_pushes_what_its_polls_show() throws Exception {
    Client client = new Client();
    String id = subscribed(client, open(client));
    long head = node.head();
    node.fault(new Fault.Lag(3));
    assertEquals(hex(head - 3), client.head(id).at("/number").asString());
    node.heal();
    for (long number = head - 2; number <= head; number++) {
      assertEquals(hex(number), client.head(id).at("/number").asString());
    }
    node.fault(new Fault.Forked());
    JsonNode forked = client.head(id);
    assertEquals(hex(head), forked.at("/number").asString());
    assertNotEquals(node.chain().truth().hash(head), forked.at("/hash").asString());
    node.heal();
    assertEquals(node.chain().truth().hash(head), client.head(id).at("/hash").asString());
    node.fault(new Fault.Ahead(1000));
    long last = head;
    while (last < head + 1000) {
      last =
          Long.parseLong(
              client.head(id).at("/number").asString(), 2, 2 + hex(head).length() - 2, 16);
    }
    assertEquals(head + 1000, last, "the newest of many");
  }

  @Test
  void a_node_of_another_chain_pushes_that_chains_hashes() throws Exception {
    node.fault(new Fault.WrongChain(5));
    Client client = new Client();
    String id = subscribed(client, open(client));
    clock.advance(BLOCK);
    assertNotEquals(node.chain().truth().hash(node.head()), client.head(id).at("/hash").asString());
  }
}
