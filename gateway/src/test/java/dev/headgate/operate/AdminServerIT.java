package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerIT {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final World world = World.well();
  private final AdminServer server = server(ANY_PORT);

  AdminServerIT() throws IOException {}

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /status, 200",
    "GET, /status?format=json, 200",
    "GET, /status?format=xml, 400",
    "GET, /metrics, 200",
    "GET, /explain?chain=ethereum, 200",
    "GET, /explain?chain=ethereum&method=eth_getLogs&format=json, 200",
    "GET, /explain?chain=nope, 404",
    "GET, /explain, 400",
    "POST, /explain, 405",
    "GET, /history, 200",
    "GET, /history?chain=arbitrum&format=json, 200",
    "GET, /history?chain=nope, 404",
    "HEAD, /metrics, 200",
    "GET, /livez, 200",
    "GET, /readyz?chain=ethereum, 200",
    "GET, /readyz?chain=nope, 404",
    "OPTIONS, /readyz, 200",
    "GET, /, 404",
    "GET, /nope, 404",
    "POST, /nope, 404",
    "POST, /status, 405",
    "DELETE, /metrics, 405",
    "POST, /livez, 405",
    "OPTIONS, /metrics, 405",
  })
  void each_page_has_its_status(String verb, String uri, int status) throws IOException {
    String answer = ask(verb, uri, "localhost");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains("Cache-control: no-store"), answer);
    assertEquals(verb.equals("HEAD"), answer.endsWith("\r\n\r\n"), "only HEAD has no body");
    assertEquals(status == 405, answer.contains("Allow: GET, HEAD"), answer);
  }

  @Test
  void an_unknown_page_names_the_known_ones() throws IOException {
    assertTrue(
        ask("GET", "/nope", "localhost")
            .endsWith("/status, /explain, /history, /metrics, /readyz, /livez, /healthz\n"));
  }

  @Test
  void the_metrics_of_the_gateway_are_scraped() throws IOException {
    String answer = ask("GET", "/metrics", "localhost");

    assertTrue(answer.contains("Content-type: text/plain; version=0.0.4"), answer);
    assertTrue(
        answer.contains("\nheadgate_node_active{chain=\"ethereum\",node=\"geth-a\"} 1.0\n"),
        answer);
    assertFalse(answer.contains(World.SECRET));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost", "LOCALHOST:9645", "127.0.0.1:9645", "[::1]:9645", "192.0.2.7"})
  void this_machine_by_its_own_names_is_answered(String host) throws IOException {
    assertTrue(ask("GET", "/livez", host).startsWith("HTTP/1.1 200 "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:9645",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[evil.example]",
        "localhost@evil.example"
      })
  void a_foreign_name_that_leads_here_is_refused(String host) throws IOException {
    String answer = ask("GET", "/status?format=json", host);

    assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
    assertFalse(answer.contains("geth-a"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /admin/pause, 200",
    "POST, /admin/cordon, 400",
    "GET, /admin/pause, 405",
    "OPTIONS, /admin/pause, 405",
    "POST, /admin/nope, 404",
    "POST, /admin/, 404",
    "POST, /admin, 404",
    "POST, /admin/pause/x, 404",
  })
  void each_order_has_its_status(String verb, String uri, int status) throws IOException {
    String answer = send(server, verb, uri, "Content-Type: application/json\r\n", "{}");

    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertFalse(answer.contains("Access-Control"), answer);
  }

  @Test
  void an_order_that_a_foreign_page_could_send_is_refused() throws IOException {
    for (String header : new String[] {"", "Content-Type: text/plain\r\n"}) {
      String answer = send(server, "POST", "/admin/pause", header, "{}");
      assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
      assertTrue(answer.contains("Content-Type: application/json"), "what to send: " + answer);
    }
    assertEquals(0, world.orders.size());
  }

  @Test
  void a_body_without_end_is_not_read_to_it() throws IOException {
    String json = "Content-Type: application/json\r\n";
    String answer = send(server, "POST", "/admin/pause", json, " ".repeat(17 * 1024));
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
  }

  @Test
  void with_a_token_orders_need_it_and_pages_of_this_machine_do_not(@TempDir Path directory)
      throws IOException {
    String token = "0123456789abcdef0123";
    Path file = Files.writeString(directory.resolve("token"), "ops:" + token);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (AdminServer guarded =
        server(new InetSocketAddress("0.0.0.0", 0), Optional.of(AdminToken.of(file)))) {
      guarded.start();

      String without =
          send(guarded, "POST", "/admin/pause", "Content-Type: application/json\r\n", "{}");
      assertTrue(without.startsWith("HTTP/1.1 401 "), without);
      assertTrue(without.toLowerCase(Locale.ROOT).contains("www-authenticate: bearer"), without);
      assertTrue(without.contains("--token-file"), without);
      String wrong =
          send(guarded, "POST", "/admin/pause", "Authorization: Bearer x" + token + "\r\n", "{}");
      assertTrue(wrong.startsWith("HTTP/1.1 401 "), wrong);
      String right =
          send(guarded, "POST", "/admin/pause", "Authorization: Bearer " + token + "\r\n", "{}");
      assertTrue(right.startsWith("HTTP/1.1 200 "), right);
      assertEquals("token ops", world.orders.getFirst().deed().who());
      assertTrue(send(guarded, "GET", "/status", "", "").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void a_taken_address_is_named_with_what_to_write() throws IOException {
    InetSocketAddress taken = server.address();
    try (AdminServer second = server(taken)) {
      IOException refused = assertThrows(IOException.class, second::start);

      assertTrue(refused.toString().contains(":" + taken.getPort()), refused.toString());
      assertTrue(refused.toString().contains("listen.admin"), refused.toString());
    }
  }

  @Test
  void an_address_off_loopback_is_refused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> server(new InetSocketAddress("0.0.0.0", 0)));

    assertTrue(refused.toString().contains("listen.admin: 127.0.0.1"), refused.toString());
  }

  private AdminServer server(InetSocketAddress address) throws IOException {
    return server(address, Optional.empty());
  }

  private AdminServer server(InetSocketAddress address, Optional<AdminToken> token)
      throws IOException {
    return new AdminServer(
        address,
        new Gatekeeper(token, world.clock),
        world.api,
        world.metrics,
        world.status,
        world.reasons,
        world.health);
  }

  private String ask(String verb, String uri, String host) throws IOException {
    return send(server, verb, uri, host.isEmpty() ? "" : "Host: " + host + "\r\n", "");
  }

  /// By hand, as the JDK's client lets nobody choose a `Host`.
  private static String send(AdminServer to, String verb, String uri, String headers, String body)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.address().getPort())) {
      socket.setSoTimeout(10_000);
      String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
      String head =
          verb + " " + uri + " HTTP/1.1\r\n" + headers + length + "Connection: close\r\n\r\n";
      socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
