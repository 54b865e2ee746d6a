package dev.headgate.testing;

import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.FreePorts;
import dev.headgate.testing.anvil.Signals;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A gateway in a process of its own, in front of one simulated chain, for what only a process has:
/// signals, an exit code, limits, a standard error that goes somewhere. Thread-safe.
public final class GatewayProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /// What to start; every method returns a new one.
  ///
  /// @param rpcPort 0 for a free one, like `adminPort`
  /// @param settings sections of its configuration as YAML, beside `listen` and `chains`
  /// @param before a command that starts the JVM (`prlimit ...`)
  /// @param errors where standard error goes, if not to a file that [#logged()] reads
  /// @param packaged whether it starts as an operator starts it, by the launcher of the
  ///   distribution
  public record Spec(
      Simulation nodes,
      int rpcPort,
      int adminPort,
      String drainDelay,
      String settings,
      List<String> before,
      List<String> jvm,
      Map<String, String> environment,
      Optional<Redirect> errors,
      boolean packaged) {

    public Spec {
      before = List.copyOf(before);
      jvm = List.copyOf(jvm);
      environment = Map.copyOf(environment);
    }

    /// With every default, before the nodes of a simulation's one chain.
    public static Spec of(Simulation nodes) {
      return new Spec(
          nodes, 0, 0, "100ms", "", List.of(), List.of(), Map.of(), Optional.empty(), false);
    }

    public Spec rpcPort(int port) {
      return new Spec(
          nodes, port, adminPort, drainDelay, settings, before, jvm, environment, errors, packaged);
    }

    public Spec adminPort(int port) {
      return new Spec(
          nodes, rpcPort, port, drainDelay, settings, before, jvm, environment, errors, packaged);
    }

    public Spec drainDelay(String delay) {
      return new Spec(
          nodes, rpcPort, adminPort, delay, settings, before, jvm, environment, errors, packaged);
    }

    public Spec settings(String yaml) {
      return new Spec(
          nodes, rpcPort, adminPort, drainDelay, yaml, before, jvm, environment, errors, packaged);
    }

    public Spec before(String... command) {
      return new Spec(
          nodes,
          rpcPort,
          adminPort,
          drainDelay,
          settings,
          List.of(command),
          jvm,
          environment,
          errors,
          packaged);
    }

    public Spec jvm(String... options) {
      return new Spec(
          nodes,
          rpcPort,
          adminPort,
          drainDelay,
          settings,
          before,
          List.of(options),
          environment,
          errors,
          packaged);
    }

    public Spec environment(Map<String, String> variables) {
      return new Spec(
          nodes,
          rpcPort,
          adminPort,
          drainDelay,
          settings,
          before,
          jvm,
          variables,
          errors,
          packaged);
    }

    public Spec errors(Redirect where) {
      return new Spec(
          nodes,
          rpcPort,
          adminPort,
          drainDelay,
          settings,
          before,
          jvm,
          environment,
          Optional.of(where),
          packaged);
    }

    /// By the launcher, which takes `HEADGATE_JAVA_OPTS` and none of [#jvm(String...)].
    public Spec fromDistribution() {
      return new Spec(
          nodes, rpcPort, adminPort, drainDelay, settings, before, jvm, environment, errors, true);
    }

    /// Starts it, and waits for nothing.
    public GatewayProcess start() {
      try {
        return new GatewayProcess(this);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Starts it, and returns when it is ready to serve.
    public GatewayProcess ready() {
      GatewayProcess gateway = start();
      try {
        gateway.awaitReady();
        return gateway;
      } catch (RuntimeException | AssertionError e) {
        gateway.process.destroyForcibly();
        throw e;
      }
    }
  }

  /// A chain of two nodes, `test-a` and `test-b`, for it to stand before.
  public static Simulation twoNodes() {
    return Simulation.of(SteadyClock.system())
        .chain("test", 4242, Duration.ofSeconds(1), 2)
        .start();
  }

  private final int rpcPort;
  private final int adminPort;
  private final String chain;
  private final Path home;
  private final Process process;

  private GatewayProcess(Spec spec) throws IOException {
    rpcPort = spec.rpcPort() == 0 ? FreePorts.next() : spec.rpcPort();
    adminPort = spec.adminPort() == 0 ? FreePorts.next() : spec.adminPort();
    chain = spec.nodes().chains().iterator().next().truth().name();
    home = Files.createDirectories(Path.of("target", "process-" + adminPort)).toAbsolutePath();
    Path configuration = Files.writeString(home.resolve("headgate.yaml"), yaml(spec));
    List<String> command = new ArrayList<>(spec.before());
    command.addAll(command(spec, configuration));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(home.resolve("out").toFile())
            .redirectError(
                spec.errors().orElse(Redirect.to(home.resolve("headgate.log").toFile())));
    // A service manager of this machine, or of another test, is none of its business.
    builder.environment().keySet().removeAll(List.of("NOTIFY_SOCKET", "WATCHDOG_USEC"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(new HashMap<>(spec.environment()));
    process = builder.start();
    // Should the tests' JVM end without closing this, it must not leave a gateway behind.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  private List<String> command(Spec spec, Path configuration) throws IOException {
    return spec.packaged()
        ? List.of(
            Distribution.launcherIn(home).toString(), "run", "--config", configuration.toString())
        : TestGateway.command(spec.jvm(), configuration);
  }

  private String yaml(Spec spec) {
    String nodes =
        spec.nodes().nodes(chain).stream()
            .map(GatewayProcess::node)
            .collect(Collectors.joining("\n"));
    return """
    listen: {rpc: "127.0.0.1:%d", admin: "127.0.0.1:%d", drainDelay: %s}
    chains:
      %s:
        chainId: %d
        blockTime: 1s
        nodes:
    %s
    %s
    """
        .formatted(
            rpcPort,
            adminPort,
            spec.drainDelay(),
            chain,
            spec.nodes().chains().iterator().next().truth().chainId(),
            nodes,
            spec.settings());
  }

  private static String node(SimulatedNode node) {
    return "      - {name: %s, http: \"%s\"}".formatted(node.name(), node.uri());
  }

  /// Returns when `/readyz` says so.
  public void awaitReady() {
    Await.until(
        "the gateway is ready, see " + home,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(
                "the gateway ended with " + process.exitValue() + ": " + logged());
          }
          return readyStatus() == 200;
        });
  }

  /// The status of `/readyz`, 0 when nobody answers.
  public int readyStatus() {
    try {
      return page(rpcPort, "/readyz").statusCode();
    } catch (UncheckedIOException nobody) {
      return 0;
    }
  }

  /// What the admin listener's `/readyz` says, which takes no place of a client.
  public String readiness() {
    HttpResponse<String> page = page(adminPort, "/readyz");
    return page.statusCode() + " " + page.body();
  }

  /// The path of its chain.
  public String path() {
    return "/" + chain;
  }

  /// Where it takes calls.
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), rpcPort);
  }

  /// Where the chain is served.
  public URI rpc() {
    return URI.create("http://127.0.0.1:" + rpcPort + path());
  }

  /// Where something of its admin listener is.
  public URI adminAt(String path) {
    return URI.create("http://127.0.0.1:" + adminPort + path);
  }

  /// A page of the admin listener.
  public String admin(String path) {
    return page(adminPort, path).body();
  }

  /// The sum of a metric's samples, whatever their labels.
  public double metric(String name) {
    return admin("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /// All that went to its standard error, when that is a file of ours.
  public String logged() {
    return read("headgate.log");
  }

  /// All that went to its standard output.
  public String said() {
    return read("out");
  }

  private String read(String file) {
    try {
      return Files.readString(home.resolve(file));
    } catch (IOException e) {
      return "";
    }
  }

  /// Its standard error, where that is a pipe.
  public InputStream errors() {
    return process.getErrorStream();
  }

  public long pid() {
    return process.pid();
  }

  public boolean lives() {
    return process.isAlive();
  }

  /// Sends its process a signal, such as `TERM`.
  public void signal(String signal) {
    Signals.send(signal, process);
  }

  /// Waits for its end.
  ///
  /// @return the exit code
  public int exit() {
    Await.until("the gateway ends, see " + home, () -> !process.isAlive());
    return process.exitValue();
  }

  private HttpResponse<String> page(int port, String path) {
    try {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return HTTP.send(HttpRequest.newBuilder(uri).timeout(LIMIT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Ends it at once.
  @Override
  public void close() {
    process.destroyForcibly();
    exit();
  }
}
