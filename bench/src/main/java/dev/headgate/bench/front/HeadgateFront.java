package dev.headgate.bench.front;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Headgate in a JVM of its own, started as its launcher starts it, from this JVM's class path.
public final class HeadgateFront implements Front {
  /// The chain that [FrontKind#start] configures.
  public static final String CHAIN = "bench";

  private static final String QUICK_RETURN = "health: {failbackAfter: 2s, flapWindow: 0s}\n";

  /// A chain and its nodes, the primary first.
  ///
  /// @param blockTime as the configuration has it
  public record ChainAt(long chainId, String blockTime, List<NodeAt> nodes) {
    public ChainAt {
      nodes = List.copyOf(nodes);
    }
  }

  /// What to start; every method returns a new one.
  ///
  /// @param chains by name
  /// @param settings further sections of the configuration, as YAML
  /// @param patch a directory of classes that go before ours; empty for none
  public record Spec(Map<String, ChainAt> chains, String settings, Optional<Path> patch) {
    public Spec {
      chains = new LinkedHashMap<>(chains);
    }

    /// One chain with a block a second, whose primary returns two seconds after a fault, each time:
    /// each fault is one of its own and not a node that flaps.
    public static Spec of(long chainId, List<NodeAt> nodes) {
      return of(Map.of(CHAIN, new ChainAt(chainId, "1s", nodes))).settings(QUICK_RETURN);
    }

    public static Spec of(Map<String, ChainAt> chains) {
      return new Spec(chains, "", Optional.empty());
    }

    public Spec settings(String yaml) {
      return new Spec(chains, yaml, patch);
    }

    /// Another build of some classes.
    public Spec patch(Path classes) {
      return new Spec(chains, settings, Optional.of(classes));
    }
  }

  private final Program process;
  private final int rpc;
  private final int admin;

  private HeadgateFront(Program process, int rpc, int admin) {
    this.process = process;
    this.rpc = rpc;
    this.admin = admin;
  }

  /// A gateway that is ready on all its chains.
  public static HeadgateFront start(Spec spec) throws IOException {
    int rpc = Ports.free();
    int admin = Ports.free();
    Path home = Program.home("headgate");
    Path file = Files.writeString(home.resolve("headgate.yaml"), yaml(spec, rpc, admin));
    Program process = Program.start("Headgate", command(spec.patch(), file), home.resolve("log"));
    HeadgateFront front = new HeadgateFront(process, rpc, admin);
    try {
      process.await(front::isReady);
      return front;
    } catch (IllegalStateException failed) {
      front.close();
      throw failed;
    }
  }

  private static List<String> command(Optional<Path> patch, Path file) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=deny",
            "-XX:+UseParallelGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=disabled",
            "-Dio.netty.allocator.type=pooled"));
    String ours = System.getProperty("java.class.path");
    String classPath = patch.map(classes -> classes + File.pathSeparator + ours).orElse(ours);
    command.addAll(List.of("-cp", classPath, "dev.headgate.cli.Headgate"));
    command.addAll(List.of("run", "--config", file.toString()));
    return command;
  }

  private static String yaml(Spec spec, int rpc, int admin) {
    StringBuilder yaml = new StringBuilder();
    yaml.append(
        "listen: {rpc: \"127.0.0.1:%d\", admin: \"127.0.0.1:%d\", stamps: true}\nchains:\n"
            .formatted(rpc, admin));
    spec.chains()
        .forEach((name, chain) -> {
          yaml.append(
              "  %s:\n    chainId: %d\n    blockTime: %s\n    nodes:\n"
                  .formatted(name, chain.chainId(), chain.blockTime()));
          yaml.append(
              IntStream.range(0, chain.nodes().size())
                  .mapToObj(i -> node(chain.nodes().get(i), i == 0 ? "primary" : "standby"))
                  .collect(Collectors.joining()));
        });
    return yaml.append(spec.settings()).toString();
  }

  private static String node(NodeAt node, String role) {
    String ws = node.ws().map(uri -> ", ws: \"" + uri + "\"").orElse("");
    return "      - {name: %s, role: %s, http: \"%s\"%s}\n"
        .formatted(node.name(), role, node.http(), ws);
  }

  private boolean isReady() {
    return Http.get(uri(rpc, "/readyz"))
        .map(HttpResponse::statusCode)
        .filter(code -> code == 200)
        .isPresent();
  }

  /// Where a chain is served.
  public URI url(String chain) {
    return uri(rpc, "/" + chain);
  }

  /// A page of the admin listener, such as `/history`; empty when it does not answer.
  public String admin(String page) {
    return Http.get(uri(admin, page)).map(HttpResponse::body).orElse("");
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public FrontKind kind() {
    return FrontKind.HEADGATE;
  }

  @Override
  public URI url() {
    return url(CHAIN);
  }

  @Override
  public Program process() {
    return process;
  }
}
