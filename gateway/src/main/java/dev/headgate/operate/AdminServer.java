package dev.headgate.operate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.request.accept.Pages;
import dev.headgate.request.accept.Pages.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin listener: `/status`, `/explain`, `/history`, `/metrics` and the health endpoints,
/// read-only, on loopback, each request on a virtual thread of its own.
///
/// A browser on this machine can be led here by a foreign page whose name resolves to 127.0.0.1.
/// Its `Host` then is that name, so only `localhost` and plain IP addresses are answered; others
/// get 403.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int WAITING_CONNECTIONS = 64;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PAGES =
      "/status, /explain, /history, /metrics, /readyz, /livez, /healthz";

  private final InetSocketAddress wanted;
  private final Metrics metrics;
  private final StatusPage status;
  private final ReasonsPage reasons;
  private final Pages health;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
  private final HttpServer server;

  /// A server that does not listen yet.
  ///
  /// @param wanted where to listen; port 0 means any free one
  /// @throws IllegalArgumentException when the address is not on loopback
  /// @throws IOException when the JDK has no HTTP server to give
  public AdminServer(
      InetSocketAddress wanted,
      Metrics metrics,
      StatusPage status,
      ReasonsPage reasons,
      Pages health)
      throws IOException {
    if (wanted.isUnresolved() || !wanted.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the admin listener is for this machine alone, and "
              + wanted.getHostString()
              + " is not on loopback; write listen.admin: 127.0.0.1:"
              + wanted.getPort());
    }
    this.wanted = wanted;
    this.metrics = metrics;
    this.status = status;
    this.reasons = reasons;
    this.health = health;
    server = HttpServer.create();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /// Listens.
  ///
  /// @throws IOException when the address is taken or not to be had, saying which
  public void start() throws IOException {
    try {
      server.bind(wanted, WAITING_CONNECTIONS);
    } catch (IOException taken) {
      throw new IOException(
          "the admin listener cannot have "
              + wanted.getHostString()
              + ":"
              + wanted.getPort()
              + " ("
              + taken.getMessage()
              + "); write another address as listen.admin",
          taken);
    }
    server.start();
  }

  /// Where it listens, with the port it got. Only after [#start()].
  public InetSocketAddress address() {
    return Objects.requireNonNull(server.getAddress(), "not started");
  }

  /// Stops at once; answers under way are cut.
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      send(exchange, answer(exchange));
    } catch (IOException gone) {
      LOG.debug("an admin client left before its answer", gone);
    }
  }

  private Page answer(HttpExchange exchange) {
    try {
      return trusted(header(exchange, "Host"))
          ? page(exchange)
          : new Page(403, TEXT, "ask for localhost or an IP address, not for another name\n");
    } catch (RuntimeException bug) {
      LOG.error("the admin page {} failed", exchange.getRequestURI().getPath(), bug);
      return new Page(500, TEXT, "this page failed; the log says why\n");
    }
  }

  private Page page(HttpExchange exchange) {
    String verb = exchange.getRequestMethod();
    String uri = exchange.getRequestURI().toString();
    Optional<Page> healthPage =
        exchange.getRequestURI().getPath().equals("/") ? Optional.empty() : health.page(verb, uri);
    return healthPage.orElseGet(() -> own(exchange, verb, uri));
  }

  private Page own(HttpExchange exchange, String verb, String uri) {
    String path = Target.of(uri).path();
    return switch (path) {
      case "/status", "/metrics", "/explain", "/history" ->
          verb.equals("GET") || verb.equals("HEAD")
              ? own(path, uri, header(exchange, "Accept"))
              : wrongVerb(exchange, "GET, HEAD");
      case "/readyz", "/livez", "/healthz" -> wrongVerb(exchange, "GET, HEAD, OPTIONS");
      default -> new Page(404, TEXT, "no such page; there are " + PAGES + "\n");
    };
  }

  private Page own(String path, String uri, String accept) {
    return switch (path) {
      case "/status" -> status.page(uri, accept);
      case "/explain" -> reasons.explain(uri, accept);
      case "/history" -> reasons.history(uri, accept);
      default -> {
        Metrics.Scrape scrape = metrics.scrape(accept);
        yield new Page(200, scrape.contentType(), scrape.body());
      }
    };
  }

  private static Page wrongVerb(HttpExchange exchange, String allowed) {
    exchange.getResponseHeaders().set("Allow", allowed);
    return new Page(405, TEXT, "this page takes " + allowed + "\n");
  }

  private static void send(HttpExchange exchange, Page page) throws IOException {
    byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", page.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
    if (exchange.getRequestMethod().equals("HEAD")) {
      headers.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(page.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(page.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /// Whether a `Host` cannot have come from a foreign name. None at all is HTTP/1.0, which no
  /// browser speaks.
  static boolean trusted(String host) {
    String name = withoutPort(host);
    if (name.isEmpty() || name.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      InetAddress.ofLiteral(name);
      return true;
    } catch (IllegalArgumentException aName) {
      return false;
    }
  }

  private static String withoutPort(String host) {
    int bracket = host.lastIndexOf(']');
    if (host.startsWith("[") && bracket > 0) {
      return host.substring(1, bracket);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }
}
