package dev.headgate.testing.anvil;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway in a JVM of its own, as an operator starts it, in front of an [AnvilPair]. It is
/// known here by its contract alone: command line, configuration file, health, status and metrics
/// pages. Thread-safe.
public final class TestGateway implements AutoCloseable {
  public static final String CHAIN = "anvil";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long PATIENCE_SECONDS = 20;

  private final int rpcPort = FreePorts.next();
  private final int adminPort = FreePorts.next();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Process process;

  private TestGateway(AnvilPair pair, String settings) throws IOException {
    Path home = Files.createDirectories(Path.of("target", "gateway-" + rpcPort)).toAbsolutePath();
    Path configuration = Files.writeString(home.resolve("headgate.yaml"), yaml(pair, settings));
    this.log = home.resolve("headgate.log");
    this.process =
        new ProcessBuilder(command(configuration))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // Should the tests' JVM end without closing this, it must not leave a gateway behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /// A gateway that is ready to serve.
  ///
  /// @param settings further sections of its configuration (`health`, `calls`, ...) as YAML
  public static TestGateway start(AnvilPair pair, String settings) {
    try {
      TestGateway gateway = new TestGateway(pair, settings);
      gateway.awaitReady();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the chain is served.
  public URI rpc() {
    return uri(rpcPort, "/" + CHAIN);
  }

  /// The name of the node that serves, as the status page says.
  public String active() {
    return status().path("active").asString("");
  }

  /// Returns when the status page names this node as the one that serves.
  public void awaitActive(String node) {
    Await.until(node + " is active, see " + log, () -> active().equals(node));
  }

  /// How often the active node has changed, as the status page says.
  public int failovers() {
    return status().path("failovers").size();
  }

  /// The attempts made on a node since the gateway started, whatever their outcome.
  public long attempts(String node) {
    var line =
        Pattern.compile("headgate_attempts_total\\{(?=[^}]*node=\"" + node + "\")[^}]*} (\\S+)");
    return (long)
        line.matcher(get(uri(adminPort, "/metrics")).body())
            .results()
            .mapToDouble(match -> Double.parseDouble(match.group(1)))
            .sum();
  }

  /// SIGTERM, and SIGKILL when that takes too long.
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the gateway did not end at SIGTERM, see " + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(Path configuration) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=deny",
        "-cp",
        classPath(),
        "dev.headgate.cli.Headgate",
        "run",
        "--config",
        configuration.toString());
  }

  /// That of the tests, less their own classes.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String yaml(AnvilPair pair, String settings) {
    return """
    listen: {rpc: "127.0.0.1:%d", admin: "127.0.0.1:%d", stamps: true, drainDelay: 100ms}
    chains:
      %s:
        chainId: %d
        blockTime: 1s
        nodes:
          - {name: %s, role: primary, http: "%s", ws: "%s"}
          - {name: %s, role: standby, http: "%s", ws: "%s"}
    %s
    """
        .formatted(
            rpcPort,
            adminPort,
            CHAIN,
            Anvil.CHAIN_ID,
            pair.primary().name(),
            pair.primary().url(),
            pair.primary().ws(),
            pair.standby().name(),
            pair.standby().url(),
            pair.standby().ws(),
            settings);
  }

  private void awaitReady() {
    boolean ready = false;
    try {
      Await.until("the gateway is ready, see " + log, this::isReady);
      ready = true;
    } finally {
      if (!ready) {
        process.destroyForcibly();
      }
    }
  }

  private boolean isReady() {
    if (!process.isAlive()) {
      throw new AssertionError("the gateway ended with " + process.exitValue() + ", see " + log);
    }
    try {
      return get(uri(rpcPort, "/readyz?chain=" + CHAIN)).statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private JsonNode status() {
    String page = get(uri(adminPort, "/status?format=json")).body();
    return JSON.readTree(page).path("chains").path(CHAIN);
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> get(URI page) {
    try {
      return http.send(
          HttpRequest.newBuilder(page).timeout(LIMIT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(page + " gave no answer, see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + page, e);
    }
  }
}
