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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway in a JVM of its own, as an operator starts it, in front of an [AnvilPair] or of any
/// other primary and standby. It is known here by its contract alone: command line, configuration
/// file, health, status and metrics pages. Thread-safe.
public final class TestGateway implements AutoCloseable {
  public static final String CHAIN = "anvil";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long PATIENCE_SECONDS = 20;
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(\\w+)\\{([^}]*)} (\\S+)$");

  /// A node as the configuration has it.
  public record NodeAt(String name, URI http, Optional<URI> ws) {
    public NodeAt(String name, URI http) {
      this(name, http, Optional.empty());
    }

    private String yaml(String role) {
      String socket = ws.map(uri -> ", ws: \"" + uri + "\"").orElse("");
      return "{name: %s, role: %s, http: \"%s\"%s}".formatted(name, role, http, socket);
    }
  }

  /// What to start; every method returns a new one.
  ///
  /// @param settings further sections of the configuration (`health`, `calls`, ...) as YAML
  /// @param jvm further options of its JVM
  /// @param environment further variables of its environment
  public record Spec(
      long chainId,
      NodeAt primary,
      NodeAt standby,
      String settings,
      List<String> jvm,
      Map<String, String> environment) {

    public Spec {
      jvm = List.copyOf(jvm);
      environment = Map.copyOf(environment);
    }

    public static Spec of(long chainId, NodeAt primary, NodeAt standby) {
      return new Spec(chainId, primary, standby, "", List.of(), Map.of());
    }

    public Spec settings(String yaml) {
      return new Spec(chainId, primary, standby, yaml, jvm, environment);
    }

    public Spec jvm(String... options) {
      return new Spec(chainId, primary, standby, settings, List.of(options), environment);
    }

    public Spec environment(Map<String, String> variables) {
      return new Spec(chainId, primary, standby, settings, jvm, variables);
    }
  }

  private final int rpcPort = FreePorts.next();
  private final int adminPort = FreePorts.next();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final Path configuration;
  private final Process process;

  private TestGateway(Spec spec) throws IOException {
    Path home = Files.createDirectories(Path.of("target", "gateway-" + rpcPort)).toAbsolutePath();
    this.configuration = Files.writeString(home.resolve("headgate.yaml"), yaml(spec));
    this.log = home.resolve("headgate.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(spec.jvm(), configuration))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(spec.environment());
    this.process = builder.start();
    // Should the tests' JVM end without closing this, it must not leave a gateway behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /// A gateway that is ready to serve.
  ///
  /// @param settings further sections of its configuration (`health`, `calls`, ...) as YAML
  public static TestGateway start(AnvilPair pair, String settings) {
    return start(
        Spec.of(Anvil.CHAIN_ID, at(pair.primary()), at(pair.standby())).settings(settings));
  }

  /// A gateway that is ready to serve.
  public static TestGateway start(Spec spec) {
    try {
      TestGateway gateway = new TestGateway(spec);
      gateway.awaitReady();
      return gateway;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static NodeAt at(Anvil anvil) {
    return new NodeAt(anvil.name(), anvil.url(), Optional.of(anvil.ws()));
  }

  /// Where the chain is served.
  public URI rpc() {
    return uri(rpcPort, "/" + CHAIN);
  }

  /// Where its admin pages are.
  public URI admin() {
    return uri(adminPort, "");
  }

  /// Waits until its process has ended.
  ///
  /// @return the exit code
  public int awaitEnd() {
    Await.until("the gateway ended, see " + log, () -> !process.isAlive());
    return process.exitValue();
  }

  /// Of its process.
  public long pid() {
    return process.pid();
  }

  /// Sends its process a signal, such as `STOP`.
  public void signal(String signal) {
    Signals.send(signal, process);
  }

  /// Writes its file anew; it notices when it is told to reload.
  public void rewrite(Spec like) {
    try {
      Files.writeString(configuration, yaml(like));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// All that it has logged so far.
  public String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

  /// What the status page says of a node (`fit`, `reason`, `breaker`, ...).
  public JsonNode node(String name) {
    for (JsonNode node : status().path("nodes")) {
      if (node.path("name").asString("").equals(name)) {
        return node;
      }
    }
    throw new AssertionError("the status page has no node " + name);
  }

  /// The attempts made on a node since the gateway started, whatever their outcome.
  public long attempts(String node) {
    return count("headgate_attempts_total", "node=\"" + node + "\"");
  }

  /// The attempts made on a node that ended so.
  public long attempts(String node, String outcome) {
    return count("headgate_attempts_total", "node=\"" + node + "\"", "outcome=\"" + outcome + "\"");
  }

  /// The sum of a metric's samples that have all these labels, written as `name="value"`.
  public long count(String metric, String... labels) {
    Predicate<Matcher> wanted =
        sample ->
            sample.group(1).equals(metric)
                && List.of(sample.group(2).split(",")).containsAll(Arrays.asList(labels));
    Matcher samples = SAMPLE.matcher(get(uri(adminPort, "/metrics")).body());
    double sum = 0;
    while (samples.find()) {
      sum += wanted.test(samples) ? Double.parseDouble(samples.group(3)) : 0;
    }
    return (long) sum;
  }

  /// A metric without labels.
  public double metric(String name) {
    return get(uri(adminPort, "/metrics"))
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
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

  /// What starts a gateway with this configuration.
  ///
  /// @param jvm further options of its JVM
  public static List<String> command(List<String> jvm, Path configuration) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=deny");
    command.add("-Dheadgate.warmUp=off"); // it would add its time to every test
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), "dev.headgate.cli.Headgate"));
    command.addAll(List.of("run", "--config", configuration.toString()));
    return command;
  }

  /// That of the tests, less their own classes.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private String yaml(Spec spec) {
    return """
    listen: {rpc: "127.0.0.1:%d", admin: "127.0.0.1:%d", stamps: true, drainDelay: 100ms}
    chains:
      %s:
        chainId: %d
        blockTime: 1s
        nodes:
          - %s
          - %s
    %s
    """
        .formatted(
            rpcPort,
            adminPort,
            CHAIN,
            spec.chainId(),
            spec.primary().yaml("primary"),
            spec.standby().yaml("standby"),
            spec.settings());
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
