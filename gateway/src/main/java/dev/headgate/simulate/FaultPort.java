package dev.headgate.simulate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Switches faults by `curl`, on loopback:
///
/// ```
/// curl -X POST 'localhost:9700/fault/ethereum-a/slow?arg=200ms'
/// curl -X POST 'localhost:9700/fault/ethereum-a/flap?arg=3s&arg=3s'
/// curl -X POST localhost:9700/heal/ethereum-a
/// curl localhost:9700/
/// ```
///
/// Each answer is a line of text, `GET /` one for each node. What it does not understand is
/// answered 400 or 404 with what there is.
public final class FaultPort implements AutoCloseable {
  private final Simulation simulation;
  private final HttpServer server;
  private final ExecutorService threads;

  private record Reply(int status, String text) {}

  private FaultPort(Simulation simulation, HttpServer server, ExecutorService threads) {
    this.simulation = simulation;
    this.server = server;
    this.threads = threads;
  }

  /// Opens the port.
  ///
  /// @param port 0 picks a free one
  /// @throws UncheckedIOException when the port is taken
  public static FaultPort open(Simulation simulation, int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      FaultPort opened = new FaultPort(simulation, server, threads);
      server.setExecutor(threads);
      server.createContext("/", opened::handle);
      server.start();
      return opened;
    } catch (IOException taken) {
      throw new UncheckedIOException(
          "cannot open the fault port on 127.0.0.1:" + port + ": " + taken.getMessage(), taken);
    }
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange.getRequestMethod(), exchange.getRequestURI());
      byte[] body = (reply.text() + "\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply reply(String verb, URI uri) {
    List<String> path =
        Arrays.stream(uri.getPath().split("/", -1)).filter(one -> !one.isEmpty()).toList();
    if (path.isEmpty()) {
      return new Reply(200, list());
    }
    if (!verb.equals("POST")) {
      return new Reply(405, "POST it: curl -X POST " + uri);
    }
    try {
      return change(path, arguments(uri.getRawQuery()));
    } catch (IllegalArgumentException wrong) {
      return new Reply(400, String.valueOf(wrong.getMessage()));
    }
  }

  private Reply change(List<String> path, String arguments) {
    if (path.size() == 3 && path.getFirst().equals("fault")) {
      SimulatedNode node = simulation.node(path.get(1));
      node.fault(Fault.parse((path.get(2) + " " + arguments).trim()));
      return new Reply(200, line(node));
    }
    if (path.size() == 2 && path.getFirst().equals("heal")) {
      SimulatedNode node = simulation.node(path.get(1));
      node.heal();
      return new Reply(200, line(node));
    }
    return new Reply(
        404, "there are: GET /, POST /fault/<node>/<fault>?arg=..., POST /heal/<node>");
  }

  private static String arguments(@Nullable String query) {
    if (query == null) {
      return "";
    }
    return Arrays.stream(query.split("&", -1))
        .filter(one -> one.startsWith("arg="))
        .map(one -> URLDecoder.decode(one.substring(4), StandardCharsets.UTF_8))
        .collect(Collectors.joining(" "));
  }

  private String list() {
    return simulation.nodes().stream().map(FaultPort::line).collect(Collectors.joining("\n"));
  }

  private static String line(SimulatedNode node) {
    return "%s %s head %d faults: %s"
        .formatted(node.name(), node.uri(), node.head(), node.faults());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
