package dev.headgate.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RawSocket;
import dev.headgate.time.SteadyClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A node's WebSocket over real sockets, against nodes whose every byte is scripted.
@ExtendWith(NoLeaks.class)
@Timeout(60)
class NodeSocketIT {
  private static final SteadyClock CLOCK = SteadyClock.system();
  private static final String SECRET = "canary-5ecret";

  /// As quick as a test wants to be. Pings are rare: only the test of silence waits for one.
  private static final SocketSettings QUICK = quick(Duration.ofSeconds(20), Duration.ofSeconds(30));

  private static final SocketSettings IMPATIENT =
      quick(Duration.ofMillis(300), Duration.ofSeconds(30));

  private static SocketSettings quick(Duration answer, Duration ping) {
    return new SocketSettings(
        answer,
        answer,
        ping,
        1 << 20,
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofSeconds(10));
  }

  private final Loops loops = new Loops(2);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    loops.close();
  }

  /// All that one subscription is told.
  private static final class Heard implements SocketListener {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void subscribed() {
      told.add("subscribed");
    }

    @Override
    public void notified(byte[] result) {
      told.add(new String(result, StandardCharsets.UTF_8));
    }

    @Override
    public void lost(String why) {
      told.add("lost: " + why);
    }

    String next() throws InterruptedException {
      String next = told.poll(20, TimeUnit.SECONDS);
      assertNotNull(next, "waited in vain");
      return next;
    }

    void expect(String... all) throws InterruptedException {
      for (String each : all) {
        assertEquals(each, next());
      }
    }
  }

  private static Node at(URI uri) {
    return new Node(
        "node-a",
        Role.PRIMARY,
        URI.create("http://127.0.0.1:1"),
        uri,
        Map.of("X-Api-Key", SECRET),
        false,
        100,
        256,
        List.of());
  }

  private WireSockets sockets(SocketSettings settings, Node node) {
    Wire wire = new Wire(loops, List.of(node), CLOCK, (n, t) -> {}, (n, t) -> {});
    WireSockets sockets = new WireSockets(wire, List.of(node), settings);
    opened.add(wire);
    opened.add(sockets);
    return sockets;
  }

  private Subscription subscribe(URI uri, SocketListener listener) {
    Node node = at(uri);
    return sockets(QUICK, node).subscribe(node, "[\"newHeads\"]", listener);
  }

  private RawNode node(RawNode.Script script) {
    RawNode node = RawNode.of(script);
    opened.add(node);
    return node;
  }

  private static URI ws(RawNode node) {
    return URI.create(node.uri().toString().replaceFirst("http", "ws") + "/ws?key=" + SECRET);
  }

  @Test
  void several_subscribers_share_one_connection_and_each_hears_its_own_news() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          socket.subscribe("s-1");
          socket.subscribe("s-2");
          socket.notify("s-1", "{\"n\":1}");
          socket.notify("s-9", "\"nobody's\"");
          socket.say(RawNode.result("999", "\"an answer to nobody's question\""));
          socket.notify("s-2", "[2]");
          socket.notify("s-1", "{\"n\":3}");
          line.hold();
        });
    Node at = at(ws(node));
    WireSockets sockets = sockets(QUICK, at);
    Heard heads = new Heard();
    Heard logs = new Heard();
    sockets.subscribe(at, "[\"newHeads\"]", heads);
    sockets.subscribe(at, "[\"logs\",{}]", logs);
    heads.expect("subscribed", "{\"n\":1}", "{\"n\":3}");
    logs.expect("subscribed", "[2]");
    assertEquals(1, node.connections());
  }

  @Test
  void news_that_overtake_the_answer_to_their_subscription_are_told_after_it() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          String call = socket.call();
          socket.notify("s-1", "1");
          socket.say(RawNode.result(new RawNode.Request("", call, 0).id(), "\"s-1\""));
          line.hold();
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("subscribed", "1");
  }

  @Test
  void the_handshake_carries_the_nodes_headers_and_no_origin() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          line.hold();
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("subscribed");
    String head = node.take().head().toLowerCase(Locale.ROOT);
    assertTrue(head.startsWith("get /ws?key=" + SECRET + " http/1.1"), head);
    assertTrue(head.contains("x-api-key: " + SECRET), head);
    assertTrue(head.contains("host: 127.0.0.1:" + node.uri().getPort()), head);
    assertFalse(head.contains("origin:"), head);
  }

  @Test
  void a_refused_connection_is_told_once_and_tried_again() throws Exception {
    URI nowhere;
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = URI.create("ws://127.0.0.1:" + once.getLocalPort() + "/" + SECRET);
    }
    Heard heard = new Heard();
    subscribe(nowhere, heard);
    heard.expect("lost: connection refused");
  }

  @ParameterizedTest
  @CsvSource({"403", "200", "302", "500"})
  void a_handshake_that_is_answered_with_another_status_is_told_so(int status) throws Exception {
    RawNode node =
        node(line -> {
          line.request();
          line.send(RawNode.http(status, "\"" + SECRET + "\""));
          line.hold();
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("lost: HTTP status " + status + " instead of a WebSocket");
  }

  @Test
  void what_is_wrong_with_a_handshake_is_told_without_what_the_node_wrote() throws Exception {
    String wrongKey =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + SECRET
            + "\r\n\r\n";
    Map<String, String> wrong =
        Map.of(
            wrongKey,
            "a wrong answer to the WebSocket handshake",
            SECRET + "\r\n\r\n",
            "broken HTTP to the WebSocket handshake",
            "",
            "the connection was closed in the handshake");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Heard heard = new Heard();
      subscribe(
          ws(
              node(line -> {
                line.request();
                line.send(each.getKey());
              })),
          heard);
      heard.expect("lost: " + each.getValue());
    }
  }

  @Test
  void a_handshake_without_an_answer_ends_in_time() throws Exception {
    Heard heard = new Heard();
    Node at = at(ws(node(RawNode.Line::hold)));
    sockets(IMPATIENT, at).subscribe(at, "[]", heard);
    heard.expect("lost: no answer to the WebSocket handshake within 300 ms");
  }

  @Test
  void a_node_that_closes_at_once_is_tried_again_and_again_and_told_once() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          if (line.number() > 4) {
            socket.subscribe("s");
            socket.notify("s", "5");
            line.hold();
          }
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    assertTrue(heard.next().startsWith("lost: the connection was lost"));
    heard.expect("subscribed", "5");
    assertEquals(5, node.connections());
  }

  @Test
  void after_a_loss_it_subscribes_anew_and_old_ids_mean_nothing() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          socket.subscribe("s-" + line.number());
          socket.notify("s-" + line.number(), "\"" + line.number() + "\"");
          if (line.number() == 1) {
            line.send(RawSocket.frame(0x80, RawSocket.CLOSE, "\u000c\u0001"));
          } else {
            socket.notify("s-1", "\"old\"");
            socket.notify("s-2", "\"last\"");
            line.hold();
          }
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect(
        "subscribed",
        "\"1\"",
        "lost: the node closed the WebSocket, code 3073",
        "subscribed",
        "\"2\"",
        "\"last\"");
  }

  @Test
  void a_silent_node_is_left_and_one_that_pongs_is_not() throws Exception {
    RawNode pongs =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          socket.subscribe("s");
          socket.pong();
        });
    RawNode silent =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          line.hold();
        });
    SocketSettings settings = quick(Duration.ofSeconds(20), Duration.ofMillis(150));
    Heard alive = new Heard();
    Node at = at(ws(pongs));
    sockets(settings, at).subscribe(at, "[]", alive);
    alive.expect("subscribed");
    Heard heard = new Heard();
    Node quiet = at(ws(silent));
    sockets(settings, quiet).subscribe(quiet, "[]", heard);
    heard.expect("subscribed", "lost: it was silent for 150 ms, and gave no pong", "subscribed");
    assertEquals(1, pongs.connections());
  }

  @Test
  void a_subscription_that_is_never_answered_ends_the_connection() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket.shake(line);
          line.hold();
        });
    Heard heard = new Heard();
    Node at = at(ws(node));
    sockets(IMPATIENT, at).subscribe(at, "[]", heard);
    heard.expect("lost: no answer to eth_subscribe within 300 ms");
  }

  @Test
  void a_refused_subscription_leaves_the_others_alone_and_is_asked_for_again() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          socket.subscribe("heads");
          String call = socket.call();
          socket.say(RawNode.error(new RawNode.Request("", call, 0).id(), -32601, SECRET));
          socket.notify("heads", "1");
          socket.subscribe("pending");
          line.hold();
        });
    Node at = at(ws(node));
    WireSockets sockets = sockets(QUICK, at);
    Heard heads = new Heard();
    Heard pending = new Heard();
    sockets.subscribe(at, "[\"newHeads\"]", heads);
    sockets.subscribe(at, "[\"newPendingTransactions\"]", pending);
    heads.expect("subscribed", "1");
    pending.expect("lost: error -32601 to eth_subscribe", "subscribed");
    assertEquals(1, node.connections());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rsv", "masked", "binary", "unknown", "no json", "bare continuation", "not utf-8"})
  void garbage_ends_the_connection(String kind) throws Exception {
    byte[] garbage =
        switch (kind) {
          case "rsv" -> RawSocket.frame(0xC0, RawSocket.TEXT, "{}");
          case "masked" -> new byte[] {(byte) 0x81, (byte) 0x82, 0, 0, 0, 0, '{', '}'};
          case "binary" -> RawSocket.frame(0x80, RawSocket.BINARY, "{}");
          case "unknown" -> RawSocket.frame(0x80, 5, "{}");
          case "no json" -> RawSocket.frame(0x80, RawSocket.TEXT, "<html>" + SECRET);
          case "not utf-8" -> new byte[] {(byte) 0x81, 4, '{', '"', (byte) 0xff, '}'};
          default -> RawSocket.frame(0x80, RawSocket.CONTINUATION, "{}");
        };
    RawNode node =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          if (line.number() == 1) {
            line.send(garbage);
          }
          line.hold();
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("subscribed");
    String lost = heard.next();
    assertTrue(lost.startsWith("lost: it sent "), lost);
    assertFalse(lost.contains(SECRET), lost);
    heard.expect("subscribed");
  }

  @Test
  void a_message_of_100_megabytes_is_not_read() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          line.send(RawSocket.head(100 << 20));
          line.send(new byte[100 << 20]);
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("subscribed", "lost: a message over 1024 KiB");
    assertTrue(node.written() < 50 << 20, "most of it was never taken");
  }

  @Test
  void a_message_in_fragments_is_put_together_and_bounded_too() throws Exception {
    String news = RawSocket.news("s", "\"" + "x".repeat(3000) + "\"");
    RawNode node =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          line.send(RawSocket.frame(0, RawSocket.TEXT, news.substring(0, 1000)));
          line.send(RawSocket.frame(0x80, RawSocket.PING, "in between"));
          line.send(RawSocket.frame(0, RawSocket.CONTINUATION, news.substring(1000, 1001)));
          line.send(RawSocket.frame(0x80, RawSocket.CONTINUATION, news.substring(1001)));
          String part = "x".repeat(60_000);
          line.send(RawSocket.frame(0, RawSocket.TEXT, part));
          for (int i = 0; i < 100; i++) {
            line.send(RawSocket.frame(0, RawSocket.CONTINUATION, part));
          }
          line.hold();
        });
    Heard heard = new Heard();
    subscribe(ws(node), heard);
    heard.expect("subscribed", "\"" + "x".repeat(3000) + "\"", "lost: a message over 1024 KiB");
  }

  @Test
  void who_doubts_gets_a_new_connection() throws Exception {
    RawNode node =
        node(line -> {
          RawSocket.shake(line).subscribe("s");
          line.hold();
        });
    Heard heard = new Heard();
    Subscription subscription = subscribe(ws(node), heard);
    heard.expect("subscribed");
    subscription.doubt("mute");
    heard.expect("lost: mute", "subscribed");
    assertEquals(2, node.connections());
  }

  @Test
  void the_last_to_end_its_subscription_ends_the_connection_politely() throws Exception {
    BlockingQueue<RawSocket.Frame> frames = new LinkedBlockingQueue<>();
    RawNode node =
        node(line -> {
          RawSocket socket = RawSocket.shake(line);
          socket.subscribe("s");
          frames.add(socket.read());
          frames.add(socket.read());
        });
    Heard heard = new Heard();
    Subscription subscription = subscribe(ws(node), heard);
    heard.expect("subscribed");
    subscription.end();
    RawSocket.Frame call = frames.poll(20, TimeUnit.SECONDS);
    assertNotNull(call);
    assertTrue(call.text().contains("\"eth_unsubscribe\",\"params\":[\"s\"]"), call.text());
    RawSocket.Frame close = frames.poll(20, TimeUnit.SECONDS);
    assertNotNull(close);
    assertEquals(RawSocket.CLOSE, close.kind());
    assertTrue(heard.told.isEmpty(), "and is told nothing");
  }

  @Test
  void a_node_without_a_websocket_is_refused() {
    Node none = Node.of("node-a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
    WireSockets sockets = sockets(QUICK, none);
    assertThrows(IllegalArgumentException.class, () -> sockets.subscribe(none, "[]", new Heard()));
  }

  @Test
  void heads_of_a_simulated_node_go_on_after_its_death() throws Exception {
    try (Simulation simulation =
        Simulation.of(CLOCK).chain("test", 4242, Duration.ofMillis(30), 1).start()) {
      SimulatedNode node = simulation.node("test-a");
      Heard heard = new Heard();
      subscribe(node.wsUri(), heard);
      heard.expect("subscribed");
      Set<String> heads = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        assertTrue(heads.add(heard.next()), "each once");
      }
      node.fault(new Fault.Kill());
      String next = heard.next();
      while (!next.startsWith("lost: ")) {
        next = heard.next();
      }
      node.heal();
      heard.expect("subscribed");
      assertTrue(heads.add(heard.next()));
    }
  }
}
