package dev.headgate.operate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headgate.request.accept.Pages;
import dev.headgate.request.accept.Pages.Page;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The admin listener: `/status`, `/explain`, `/history`, `/metrics` and the health endpoints to
/// read, `POST /admin/<act>` to order; each request on a virtual thread of its own. The
/// [Gatekeeper] says who may.
///
/// A browser on this machine can be led here by a foreign page whose name resolves to 127.0.0.1.
/// Its `Host` then is that name, so only `localhost` and plain IP addresses are answered without a
/// token; others get 403.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int WAITING_CONNECTIONS = 64;
  private static final int LONGEST_BODY = 16 * 1024;
  private static final String ADMIN = "/admin/";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PAGES =
      "/status, /explain, /history, /metrics, /readyz, /livez, /healthz";

  static {
    // Read once by the JDK's server. Whoever never ends a request, or comes in crowds, is let go.
    limit("sun.net.httpserver.maxReqTime", "10");
    limit("jdk.httpserver.maxConnections", "256");
  }

  private final InetSocketAddress wanted;
  private final Gatekeeper gatekeeper;
  private final AdminApi api;
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
  /// @param gatekeeper says who may ask
  /// @param api takes the orders
  /// @throws IllegalArgumentException when the address is not on loopback and there is no token
  /// @throws IOException when the JDK has no HTTP server to give
  public AdminServer(
      InetSocketAddress wanted,
      Gatekeeper gatekeeper,
      AdminApi api,
      Metrics metrics,
      StatusPage status,
      ReasonsPage reasons,
      Pages health)
      throws IOException {
    if (wanted.isUnresolved()
        || !(wanted.getAddress().isLoopbackAddress() || gatekeeper.hasToken())) {
      throw new IllegalArgumentException(
          "the admin listener is for this machine alone while there is no admin.tokenFile, and "
              + wanted.getHostString()
              + " is not on loopback; write one, or listen.admin: 127.0.0.1:"
              + wanted.getPort());
    }
    this.wanted = wanted;
    this.gatekeeper = gatekeeper;
    this.api = api;
    this.metrics = metrics;
    this.status = status;
    this.reasons = reasons;
    this.health = health;
    server = HttpServer.create();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
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

  /// Stops; answers under way have a second, then they are cut.
  @Override
  public void close() {
    server.stop(1);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Runnable then = () -> {};
    try (exchange) {
      AdminApi.Answered answered = answer(exchange);
      then = answered.then();
      send(exchange, answered.page());
    } catch (IOException gone) {
      LOG.debug("an admin client left before its answer", gone);
    } finally {
      then.run();
    }
  }

  private AdminApi.Answered answer(HttpExchange exchange) throws IOException {
    try {
      return switch (gatekeeper.word(ask(exchange))) {
        case Gatekeeper.Word.Enter(String who) -> entered(exchange, who);
        case Gatekeeper.Word.Refuse(int status, String text) -> {
          if (status == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer realm=\"headgate\"");
          }
          yield only(new Page(status, TEXT, text));
        }
      };
    } catch (RuntimeException bug) {
      LOG.error("the admin page {} failed", exchange.getRequestURI().getPath(), bug);
      return only(new Page(500, TEXT, "this page failed; the log says why\n"));
    }
  }

  private static AdminApi.Answered only(Page page) {
    return new AdminApi.Answered(page, () -> {});
  }

  private static Gatekeeper.Ask ask(HttpExchange exchange) {
    return new Gatekeeper.Ask(
        exchange.getRequestMethod(),
        Target.of(exchange.getRequestURI().toString()).path(),
        exchange.getRemoteAddress().getAddress(),
        header(exchange, "Host"),
        header(exchange, "Authorization"),
        header(exchange, "Content-Type"),
        header(exchange, Gatekeeper.ACTOR));
  }

  private AdminApi.Answered entered(HttpExchange exchange, String who) throws IOException {
    Target target = Target.of(exchange.getRequestURI().toString());
    return target.path().startsWith(ADMIN) ? order(exchange, target, who) : only(page(exchange));
  }

  private AdminApi.Answered order(HttpExchange exchange, Target target, String who)
      throws IOException {
    String act = target.path().substring(ADMIN.length());
    if (!AdminApi.knows(act)) {
      return only(new Page(404, TEXT, "no such act; there are " + AdminApi.acts() + "\n"));
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      return only(wrongVerb(exchange, "POST"));
    }
    byte[] body = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (body.length > LONGEST_BODY) {
      exchange.getResponseHeaders().set("Connection", "close");
      return only(new Page(413, TEXT, "no order is that long; write at most 16 KiB\n"));
    }
    boolean text = target.first("format").orElse(header(exchange, "Accept")).startsWith("text");
    return api.act(act, new String(body, StandardCharsets.UTF_8), who, text);
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
    headers.set("X-Headgate", "admin");
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
}
