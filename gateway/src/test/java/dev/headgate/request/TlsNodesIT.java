package dev.headgate.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.testing.NoLeaks;
import dev.headgate.testing.RawNode;
import dev.headgate.testing.RawSocket;
import dev.headgate.testing.RequestPath;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Loops;
import dev.headgate.wire.SocketListener;
import dev.headgate.wire.SocketSettings;
import dev.headgate.wire.Wire;
import dev.headgate.wire.WireSockets;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nodes behind `https://`: whom the machine does not trust gets no call, and says nothing to
/// anyone.
@ExtendWith(NoLeaks.class)
class TlsNodesIT {
  private static final String CALL = RequestPath.call("1", "eth_chainId");
  private static final String PASSWORD = "changeit";
  private static final String TRUST = "javax.net.ssl.trustStore";

  @TempDir static Path directory;

  /// Self-signed keys for this address and for another host; and one that a test CA signed and that
  /// has expired.
  @BeforeAll
  static void keys() throws Exception {
    key("good", "good", "-ext", "san=ip:127.0.0.1");
    key("other-host", "other-host", "-ext", "san=dns:elsewhere.example");
    key("ca", "ca", "-ext", "bc=ca:true");
    Files.copy(directory.resolve("ca"), directory.resolve("expired"));
    String[] expired = {
      "-signer", "ca", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5"
    };
    key("expired", "expired", expired);
    keytool("expired", "-delete", "-alias", "ca");
    Files.copy(directory.resolve("ca"), directory.resolve("early"));
    key("early", "early", "-signer", "ca", "-ext", "san=ip:127.0.0.1", "-startdate", "+5d");
    keytool("early", "-delete", "-alias", "ca");
  }

  private static void key(String store, String alias, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
    words.addAll(List.of(more));
    keytool(store, words.toArray(String[]::new));
  }

  private static void keytool(String store, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(
        List.of(
            "-storetype",
            "PKCS12",
            "-storepass",
            PASSWORD,
            "-keystore",
            directory.resolve(store).toString()));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
  }

  private static ServerSocketFactory sockets(String name)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context.getServerSocketFactory();
  }

  private static RawNode secure(String name) throws IOException, GeneralSecurityException {
    return RawNode.over(sockets(name), "https", line -> line.answerAll("\"over TLS\""));
  }

  @AfterEach
  void forgetTrust() {
    System.clearProperty(TRUST);
    System.clearProperty(TRUST + "Password");
  }

  private static void trust(String name) {
    System.setProperty(TRUST, directory.resolve(name).toString());
    System.setProperty(TRUST + "Password", PASSWORD);
  }

  @Test
  void a_node_that_the_machine_trusts_is_spoken_to_over_tls() throws Exception {
    trust("good");
    try (RawNode a = secure("good");
        RequestPath path = RequestPath.over(a).start()) {
      for (int i = 0; i < 5; i++) {
        assertEquals(RawNode.result("1", "\"over TLS\""), path.post(CALL).body());
      }
      assertEquals(1, a.connections(), "one handshake");
      String long5 = RequestPath.call("1", "eth_call", "[\"" + "x".repeat(1 << 20) + "\"]");
      assertEquals(RawNode.result("1", "\"over TLS\""), path.post(long5).body());
      assertEquals(
          RawNode.result("1", "\"over TLS\""),
          new String(ask(path), StandardCharsets.UTF_8),
          "and probes too");
    }
  }

  private static byte[] ask(RequestPath path) throws IOException {
    Node node = path.chain().nodes().getFirst();
    return path.questions()
        .ask(node, CALL.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @CsvSource({
    "good, '', not trusted",
    "good, other-host, not trusted",
    "other-host, other-host, another host",
    "expired, ca, expired",
    "early, ca, not valid yet",
  })
  void a_node_that_it_does_not_trust_gets_no_call(String key, String trusted, String reason)
      throws Exception {
    if (!trusted.isEmpty()) {
      trust(trusted);
    }
    try (RawNode a = secure(key);
        RawNode b = RawNode.answering("\"b\"");
        RequestPath path = RequestPath.over(a, b).start()) {
      assertEquals(RawNode.result("1", "\"b\""), path.post(CALL).body());
      assertEquals(
          RawNode.result("1", "\"b\""),
          path.post(RequestPath.call("1", "eth_sendTransaction")).body(),
          "not a byte was written: even this may move");
      assertEquals(0, a.requests().size());
      assertEquals(
          List.of(End.REFUSED_CONNECTION, End.REFUSED_CONNECTION), path.recorder().ends("a"));

      IOException refused = assertThrows(IOException.class, () -> ask(path));
      assertTrue(refused.toString().contains(reason), refused.toString());
    }
  }

  /// The clients' own time is bounded by their deadline; that no call waits for long is bounded by
  /// the handshake's.
  @Test
  void a_node_that_shakes_hands_too_slowly_is_left() {
    try (RawNode slow = RawNode.of(RawNode.Line::hold);
        RawNode b = RawNode.answering("\"b\"")) {
      URI secure = URI.create(slow.uri().toString().replace("http:", "https:"));
      try (RequestPath path =
          RequestPath.over(RequestPath.node("a", secure), RequestPath.node("b", b.uri())).start()) {
        assertEquals(RawNode.result("1", "\"b\""), path.post(CALL).body());
        assertEquals(
            RawNode.result("1", "\"b\""),
            path.post(RequestPath.call("1", "eth_sendTransaction")).body(),
            "not a byte was written: even this may move");
        IOException refused = assertThrows(IOException.class, () -> ask(path));
        assertTrue(refused.toString().contains("no TLS handshake within"), refused.toString());
      }
    }
  }

  @Test
  void a_node_that_wants_to_shake_hands_again_loses_the_connection() throws Exception {
    trust("good");
    RawNode.Script script =
        line -> {
          RawNode.Request first = line.request();
          line.answer(RawNode.result(first.id(), "\"once\""));
          line.renegotiate();
          line.answerAll("\"after a second handshake\"");
        };
    try (RawNode a = RawNode.over(onlyTls12(sockets("good")), "https", script);
        RequestPath path = RequestPath.over(a).start()) {
      for (int i = 0; i < 3; i++) {
        assertEquals(RawNode.result("1", "\"once\""), path.post(CALL).body(), "call " + i);
      }
      assertEquals(3, a.connections());
    }
  }

  private static ServerSocketFactory onlyTls12(ServerSocketFactory secure) {
    return new ServerSocketFactory() {
      @Override
      public ServerSocket createServerSocket(int port) throws IOException {
        return limited(secure.createServerSocket(port));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog) throws IOException {
        return limited(secure.createServerSocket(port, backlog));
      }

      @Override
      public ServerSocket createServerSocket(int port, int backlog, InetAddress at)
          throws IOException {
        return limited(secure.createServerSocket(port, backlog, at));
      }

      private ServerSocket limited(ServerSocket socket) {
        ((SSLServerSocket) socket).setEnabledProtocols(new String[] {"TLSv1.2"});
        return socket;
      }
    };
  }

  @Test
  void a_websocket_goes_over_tls_too_and_to_trusted_nodes_alone() throws Exception {
    RawNode.Script script =
        line -> {
          RawSocket.shake(line).subscribe("s");
          line.hold();
        };
    try (RawNode node = RawNode.over(sockets("good"), "wss", script);
        Loops loops = new Loops(1)) {
      assertEquals("TLS: its certificate is not trusted by this machine", firstWord(loops, node));
      trust("good");
      assertEquals("subscribed", firstWord(loops, node));
    }
  }

  private static String firstWord(Loops loops, RawNode at) {
    Node node = RequestPath.node("a", URI.create("http://127.0.0.1:1")).withWs(at.uri());
    CompletableFuture<String> word = new CompletableFuture<>();
    SocketListener listener =
        new SocketListener() {
          @Override
          public void subscribed() {
            word.complete("subscribed");
          }

          @Override
          public void notified(byte[] result) {
            word.complete("notified");
          }

          @Override
          public void lost(String why) {
            word.complete(why);
          }
        };
    try (Wire wire =
            new Wire(loops, List.of(node), SteadyClock.system(), (n, t) -> {}, (n, t) -> {});
        WireSockets sockets = new WireSockets(wire, List.of(node), SocketSettings.DEFAULTS)) {
      sockets.subscribe(node, "[\"newHeads\"]", listener);
      return word.orTimeout(20, TimeUnit.SECONDS).join();
    }
  }

  @Test
  void a_node_that_speaks_no_tls_is_refused_as_such() {
    try (RawNode plain = RawNode.answering("1")) {
      URI secure = URI.create(plain.uri().toString().replace("http:", "https:"));
      try (RequestPath path = RequestPath.over(RequestPath.node("a", secure)).start()) {
        assertEquals(503, path.post(CALL).statusCode());
        IOException refused = assertThrows(IOException.class, () -> ask(path));
        assertTrue(refused.toString().contains("TLS"), refused.toString());
      }
    }
  }
}
