package dev.headgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// `status` against an admin listener.
class StatusIT {
  private final StringWriter said = new StringWriter();

  @Test
  void what_the_listener_says_is_printed() throws IOException {
    HttpServer server = server(200);
    try {
      String admin = "127.0.0.1:" + server.getAddress().getPort();
      assertEquals(0, status("--admin", admin));
      assertEquals(0, status("--json", "--admin", "http://" + admin + "/"));
      assertEquals("/status?format=text\n/status?format=json\n", said.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void another_kind_of_server_is_named_as_such() throws IOException {
    HttpServer server = server(404);
    try {
      assertEquals(1, status("--admin", "127.0.0.1:" + server.getAddress().getPort()));
      assertEquals(
          "headgate: http://127.0.0.1:%d answered 404: is this the admin listener of a gateway?\n"
              .formatted(server.getAddress().getPort()),
          said.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void when_nothing_listens_it_says_what_to_do() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertEquals(1, status("--admin", "127.0.0.1:" + port));
    assertEquals(
        "headgate: nothing listens on http://127.0.0.1:%d. Is the gateway running? Name its admin listener with --admin URL or --config FILE.\n"
            .formatted(port),
        said.toString());
  }

  @Test
  void explain_and_history_ask_their_pages() throws IOException {
    HttpServer server = server(200);
    try {
      String admin = "127.0.0.1:" + server.getAddress().getPort();
      assertEquals(0, run("explain", "ethereum", "eth_call", "--admin", admin));
      assertEquals(0, run("explain", "a&b", "--json", "--admin", admin));
      assertEquals(0, run("history", "--admin", admin));
      assertEquals(0, run("history", "ethereum", "--json", "--admin", admin));
      assertEquals(
          """
          /explain?chain=ethereum&method=eth_call&format=text
          /explain?chain=a%26b&format=json
          /history?format=text
          /history?chain=ethereum&format=json
          """,
          said.toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void what_the_gateway_refuses_to_explain_is_said_in_its_words() throws IOException {
    HttpServer server = server(404);
    try {
      assertEquals(
          1, run("explain", "eth", "--admin", "127.0.0.1:" + server.getAddress().getPort()));
      assertEquals("headgate: /explain?chain=eth&format=text\n", said.toString());
    } finally {
      server.stop(0);
    }
  }

  private int status(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "status";
    System.arraycopy(args, 0, all, 1, args.length);
    return run(all);
  }

  private int run(String... all) {
    PrintWriter writer = new PrintWriter(said);
    return Headgate.run(new Surroundings(Map.of(), Optional.empty(), 2), writer, writer, all);
  }

  /// Answers with the target it was asked for.
  private static HttpServer server(int code) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(code, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }
}
