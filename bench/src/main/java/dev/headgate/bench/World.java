package dev.headgate.bench;

import dev.headgate.Gateway;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.ConfigReader;
import dev.headgate.config.GatewaySettings;
import dev.headgate.config.InvalidConfig;
import dev.headgate.config.ListenSettings;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/// A chain of two simulated nodes with a block a second, and a gateway in front of them, on free
/// ports.
final class World implements AutoCloseable {
  static final String CHAIN = "bench";
  private static final Duration FAILBACK = Duration.ofSeconds(2);

  final SteadyClock clock = SteadyClock.system();
  final Simulation simulation;
  final Gateway gateway;

  /// A running world.
  ///
  /// @param stamps whether answers name their node, which costs the gateway some lines of text per
  ///   call
  World(int loops, boolean stamps) throws InvalidConfig, IOException {
    simulation = Simulation.of(clock).chain(CHAIN, 4242, Duration.ofSeconds(1), 2).start();
    gateway = Gateway.start(settings(loops, stamps), clock, "bench");
    if (!gateway.awaitFirstVerdicts(Duration.ofSeconds(10))) {
      throw new IllegalStateException("no verdicts within ten seconds");
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + gateway.rpcAddress().getPort() + "/" + CHAIN);
  }

  SimulatedNode primary() {
    return simulation.node(CHAIN + "-a");
  }

  long nodeCalls() {
    return simulation.nodes().stream().mapToLong(SimulatedNode::calls).sum();
  }

  private GatewaySettings settings(int loops, boolean stamps) throws InvalidConfig {
    String nodes =
        simulation.nodes(CHAIN).stream()
            .map(node -> node.uri().toString())
            .collect(Collectors.joining(","));
    GatewaySettings usual = ConfigReader.checkChains(List.of(CHAIN + "=" + nodes), loops).orThrow();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new GatewaySettings(
        new ListenSettings(free, free, List.of(), Duration.ZERO, stamps),
        loops,
        usual.defaultChain(),
        usual.chains().stream().map(World::returningSoon).toList(),
        usual.breaker(),
        usual.calls(),
        usual.limits());
  }

  private static ChainSettings returningSoon(ChainSettings chain) {
    // Each row is a fault of its own, not one node that flaps.
    return new ChainSettings(
        chain.chain(), chain.health().returning(FAILBACK, Duration.ZERO), chain.methods());
  }

  @Override
  public void close() {
    gateway.close();
    simulation.close();
  }
}
