package dev.headgate.testing.haproxy;

import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.generate.HaProxyFile;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.testing.Callers;
import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.FreePorts;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Two chains with two simulated nodes each, two gateway processes before them, and HAProxy with a
/// generated file before those. Each gateway calls the nodes by names of its own (`one-a-by-b`), so
/// that an answer's stamp tells which gateway gave it. Not thread-safe.
public final class Front implements AutoCloseable {
  public static final String ONE = "one";
  public static final String TWO = "two";
  private static final int WARMING = 3000;
  public static final List<String> GATEWAYS = List.of("a", "b");

  /// Calls that may be sent twice.
  public static final List<String> READS =
      List.of(
          Callers.call("eth_blockNumber", "[]"),
          Callers.call("eth_getBalance", "[\"0x" + "0".repeat(40) + "\",\"latest\"]"),
          Callers.call("eth_getBlockByNumber", "[\"latest\",false]"));

  /// Those, and two that HAProxy may not send twice: a slow call and a batch.
  public static final List<String> MIXED =
      List.of(
          READS.get(0),
          READS.get(1),
          Callers.call("sim_sleep", "[40]"),
          READS.get(2),
          "[" + READS.get(0) + "," + Callers.call("sim_blob", "[8]") + "]");

  /// What to build; every method returns a new one.
  ///
  /// @param started whether the gateways are started
  /// @param front further keys of `front`
  /// @param settings further sections of the configuration
  public record Spec(
      boolean agentCheck,
      boolean directNodes,
      boolean started,
      Duration drainDelay,
      String front,
      String settings) {

    public static Spec usual() {
      return new Spec(true, false, true, Duration.ofSeconds(2), "mode: backup", "");
    }

    public Spec withoutAgentCheck() {
      return new Spec(false, directNodes, started, drainDelay, front, settings);
    }

    public Spec withDirectNodes() {
      return new Spec(agentCheck, true, false, drainDelay, front, settings);
    }

    /// HAProxy and nodes alone.
    public Spec unstarted() {
      return new Spec(agentCheck, directNodes, false, drainDelay, front, settings);
    }

    public Spec drainDelay(Duration delay) {
      return new Spec(agentCheck, directNodes, started, delay, front, settings);
    }

    public Spec front(String keys) {
      return new Spec(agentCheck, directNodes, started, drainDelay, keys, settings);
    }

    public Spec settings(String yaml) {
      return new Spec(agentCheck, directNodes, started, drainDelay, front, yaml);
    }

    public Front start() {
      return new Front(this);
    }
  }

  /// The ports of one gateway.
  private record Ports(int rpc, int admin, int agent) {
    static Ports free() {
      return new Ports(FreePorts.next(), FreePorts.next(), FreePorts.next());
    }
  }

  private final Spec spec;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Map<String, Ports> ports = new LinkedHashMap<>();
  private final Map<String, FrontedGateway> gateways = new LinkedHashMap<>();
  private final int bind = FreePorts.next();
  private final int stats = FreePorts.next();
  private final Simulation simulation;
  private final HaProxy haProxy;

  private Front(Spec spec) {
    this.spec = spec;
    boolean whole = false;
    try {
      simulation =
          add(
              Simulation.of(SteadyClock.system())
                  .chain(ONE, 4242, Duration.ofSeconds(1), 2)
                  .chain(TWO, 4243, Duration.ofSeconds(1), 2)
                  .start());
      GATEWAYS.forEach(name -> ports.put(name, Ports.free()));
      GatewaySettings settings = settings();
      if (spec.started()) {
        startGateways();
      }
      haProxy = add(HaProxy.start(HaProxyFile.write(settings, spec.directNodes()), stats));
      if (spec.started()) {
        GATEWAYS.forEach(this::awaitUp);
      }
      whole = true;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private <T extends AutoCloseable> T add(T resource) {
    open.push(resource);
    return resource;
  }

  private GatewaySettings settings() {
    try {
      GATEWAYS.forEach(this::write);
      return ConfigReader.read(file("a"), Map.of());
    } catch (InvalidConfig e) {
      throw new AssertionError(e);
    }
  }

  private void startGateways() {
    GATEWAYS.forEach(
        name -> gateways.put(name, add(FrontedGateway.start(file(name), port(name).rpc()))));
    gateways.values().forEach(FrontedGateway::awaitReady);
    GATEWAYS.forEach(this::warm);
  }

  /// A JVM that has just started is slow, and that is not what the tests are about.
  public void warm(String gateway) {
    try (Callers callers =
        Callers.start(
            gatewayRpc(gateway).resolve("/" + ONE), 4, Duration.ZERO, MIXED.getFirst(), "")) {
      callers.awaitAnswers(WARMING);
      callers.stop();
    }
  }

  private Ports port(String gateway) {
    Ports known = ports.get(gateway);
    if (known == null) {
      throw new IllegalArgumentException("no gateway " + gateway);
    }
    return known;
  }

  private Path file(String gateway) {
    return Path.of("target", "front-" + bind, gateway + ".yaml").toAbsolutePath();
  }

  private void write(String gateway) {
    try {
      Files.createDirectories(file(gateway).getParent());
      Files.writeString(file(gateway), yaml(gateway));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String yaml(String gateway) {
    Ports own = port(gateway);
    String agent = spec.agentCheck() ? ", agentCheck: \"127.0.0.1:" + own.agent() + "\"" : "";
    return """
    listen: {rpc: "127.0.0.1:%d", admin: "127.0.0.1:%d"%s, stamps: true, drainDelay: %dms}
    threads: 1
    chains:
    %s%s
    front:
      bind: "127.0.0.1:%d"
      stats: "127.0.0.1:%d"
      connectionsPerClient: 100000
      gateways:
    %s
      %s
    %s
    """
        .formatted(
            own.rpc(),
            own.admin(),
            agent,
            spec.drainDelay().toMillis(),
            chain(ONE, gateway),
            chain(TWO, gateway),
            bind,
            stats,
            GATEWAYS.stream().map(this::listed).collect(Collectors.joining("\n")),
            spec.front(),
            spec.settings());
  }

  private String chain(String name, String gateway) {
    String nodes =
        simulation.nodes(name).stream()
            .map(node ->
                "      - {name: %s-by-%s, http: \"%s\", ws: \"%s\"}\n"
                    .formatted(node.name(), gateway, node.uri(), node.wsUri()))
            .collect(Collectors.joining());
    return "  %s:\n    chainId: %d\n    blockTime: 1s\n    nodes:\n%s"
        .formatted(name, simulation.chain(name).truth().chainId(), nodes);
  }

  private String listed(String name) {
    Ports at = port(name);
    String agent = spec.agentCheck() ? ", agentCheck: \"127.0.0.1:" + at.agent() + "\"" : "";
    return "    %s: {rpc: \"127.0.0.1:%d\"%s}".formatted(name, at.rpc(), agent);
  }

  /// Where clients call a chain.
  public URI rpc(String chain) {
    return URI.create("http://127.0.0.1:" + bind + "/" + chain);
  }

  /// A gateway's own rpc listener.
  public URI gatewayRpc(String gateway) {
    return URI.create("http://127.0.0.1:" + port(gateway).rpc());
  }

  /// HAProxy's own page.
  public URI stats() {
    return URI.create("http://127.0.0.1:" + stats);
  }

  public HaProxy haProxy() {
    return haProxy;
  }

  public FrontedGateway gateway(String name) {
    FrontedGateway known = gateways.get(name);
    if (known == null) {
      throw new IllegalArgumentException("no gateway " + name + " was started");
    }
    return known;
  }

  public SimulatedNode node(String name) {
    return simulation.node(name);
  }

  /// Whether HAProxy may send calls of every chain to a gateway.
  public boolean isUp(String gateway) {
    return List.of(ONE, TWO).stream().allMatch(chain -> haProxy.isUp("chain-" + chain, gateway));
  }

  /// Returns when HAProxy sends calls of every chain to a gateway.
  public void awaitUp(String gateway) {
    Await.until("HAProxy takes " + gateway + " for up", () -> isUp(gateway));
  }

  /// Returns when HAProxy has left a gateway for the first chain.
  public void awaitLeft(String gateway) {
    Await.until("HAProxy leaves " + gateway, () -> !haProxy.isUp("chain-" + ONE, gateway));
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
