package dev.headgate.cli;

import dev.headgate.Gateway;
import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import dev.headgate.simulate.FaultPort;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.SteadyClock;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `demo`: four chains of simulated nodes, a primary and a standby each, and the gateway in front
/// of them. Needs no node, no network and no root.
@Command(
    name = "demo",
    description = "Serve four chains of simulated nodes, whose faults are switched on by curl.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int LOWEST_PORT = 1024;
  private static final int HIGHEST_PORT = 65_535;

  /// Long enough to see the standby serve, short enough to see the primary return.
  private static final Duration FAILBACK = Duration.ofSeconds(20);

  private final Surroundings surroundings;
  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Where calls are taken (default: ${DEFAULT-VALUE}).")
  private int port = 8645;

  @Option(
      names = "--admin-port",
      paramLabel = "PORT",
      description = "Where metrics and status are (default: ${DEFAULT-VALUE}).")
  private int adminPort = 9645;

  @Option(
      names = "--fault-port",
      paramLabel = "PORT",
      description = "Where faults are switched on (default: ${DEFAULT-VALUE}).")
  private int faultPort = 8650;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InvalidConfig, Failure {
    checkPorts();
    Simulation simulation = Simulation.of(SteadyClock.system()).fourChains(2).start();
    FaultPort faults = faults(simulation);
    Gateway gateway = Service.start(settings(simulation), surroundings.env());
    PrintWriter out = Output.of(spec);
    out.println(DemoGuide.text(gateway, simulation, faults.uri()));
    out.flush();
    return Service.await(gateway);
  }

  private void checkPorts() {
    for (int each : List.of(port, adminPort, faultPort)) {
      if (each != 0 && (each < LOWEST_PORT || each > HIGHEST_PORT)) {
        throw new ParameterException(
            Objects.requireNonNull(spec).commandLine(),
            each + " is no port for this: give one from 1024 to 65535, or 0 for any free one");
      }
    }
  }

  private FaultPort faults(Simulation simulation) throws Failure {
    try {
      return FaultPort.open(simulation, faultPort);
    } catch (RuntimeException wrong) {
      throw new Failure(
          "cannot listen on 127.0.0.1:%d for faults: %s. Is a demo running already? Else give --fault-port."
              .formatted(faultPort, wrong.getMessage()));
    }
  }

  /// What `run --chain` would take, on the demo's ports.
  private GatewaySettings settings(Simulation simulation) throws InvalidConfig {
    GatewaySettings usual =
        ConfigReader.checkChains(specs(simulation), surroundings.processors()).orThrow();
    InetAddress here = InetAddress.getLoopbackAddress();
    ListenSettings listen =
        new ListenSettings(
            new InetSocketAddress(here, port),
            new InetSocketAddress(here, adminPort),
            usual.listen().trustedProxies(),
            Duration.ZERO,
            true);
    return new GatewaySettings(
        listen,
        usual.threads(),
        usual.defaultChain(),
        usual.chains().stream().map(chain -> forDemo(chain, simulation)).toList(),
        usual.breaker(),
        usual.calls(),
        usual.limits());
  }

  private static List<String> specs(Simulation simulation) {
    return simulation.chains().stream()
        .map(chain -> chain.truth().name())
        .map(name -> name + "=" + urls(simulation, name))
        .toList();
  }

  private static String urls(Simulation simulation, String chain) {
    return simulation.nodes(chain).stream()
        .map(SimulatedNode::uri)
        .map(Object::toString)
        .collect(Collectors.joining(","));
  }

  /// With WebSockets, and an early return.
  private static ChainSettings forDemo(ChainSettings chain, Simulation simulation) {

    Chain same = chain.chain();
    List<Node> nodes =
        same.nodes().stream()
            .map(node -> node.withWs(simulation.node(node.name()).wsUri()))
            .toList();
    return new ChainSettings(
        new Chain(same.name(), same.chainId(), same.blockTime(), nodes),
        chain.health().returning(FAILBACK, chain.health().flapWindow()),
        chain.methods());
  }
}
