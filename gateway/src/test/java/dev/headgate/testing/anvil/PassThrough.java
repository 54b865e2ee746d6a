package dev.headgate.testing.anvil;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Hands each call to the node that the test names, and decides nothing. Thread-safe.
final class PassThrough implements AutoCloseable {
  private static final class Route {
    final Anvil node;
    final AtomicInteger inFlight = new AtomicInteger();

    Route(Anvil node) {
      this.node = node;
    }
  }

  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final HttpServer server;
  private volatile Route route;

  PassThrough(Anvil node) {
    route = new Route(node);
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      server = HttpServer.create(any, 1024);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(calls);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// From here on calls go to this node; returns when the other has answered all of its calls.
  void use(Anvil node) {
    Route left = route;
    route = new Route(node);
    Await.until(left.node.name() + " has answered", () -> left.inFlight.get() == 0);
  }

  @Override
  public void close() {
    server.stop(0);
    calls.shutdownNow();
    http.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Route taken = take();
    try (exchange) {
      byte[] answer = ask(taken.node, exchange.getRequestBody().readAllBytes());
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.getResponseHeaders().add("X-Headgate-Node", taken.node.name());
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } finally {
      taken.inFlight.decrementAndGet();
    }
  }

  /// Counted before it is looked at again, so that no call slips past [#use].
  private Route take() {
    while (true) {
      Route taken = route;
      taken.inFlight.incrementAndGet();
      if (taken == route) {
        return taken;
      }
      taken.inFlight.decrementAndGet();
    }
  }

  private byte[] ask(Anvil node, byte[] body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(node.url())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, BodyHandlers.ofByteArray()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closed", e);
    }
  }
}
