package dev.headgate.simulate;

import dev.headgate.time.SteadyClock;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Several chains and their nodes, on one thread. The nodes of `ethereum` are called `ethereum-a`,
/// `ethereum-b` and so on.
///
/// ```java
/// try (var simulation = Simulation.of(clock)
///     .chain("ethereum", 1, Duration.ofSeconds(12), 2)
///     .start()) {
///   simulation.node("ethereum-a").fault(Fault.parse("slow 200ms"));
/// }
/// ```
public final class Simulation implements AutoCloseable {
  private final EventLoopGroup loops;
  private final Map<String, SimulatedChain> chains = new LinkedHashMap<>();
  private final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();

  private Simulation(EventLoopGroup loops) {
    this.loops = loops;
  }

  /// Begins a simulation that lives by this clock.
  public static Spec of(SteadyClock clock) {
    return new Spec(clock, List.of(), RpcServer.BATCH_LIMIT, SimulatedNode.REMEMBERED);
  }

  /// What is to be simulated; every method returns a new one.
  public record Spec(SteadyClock clock, List<Wanted> wanted, int batchLimit, int remembered) {
    /// A chain and its ports, one for each node; 0 picks a free one.
    public record Wanted(ChainTruth chain, List<Integer> ports) {
      public Wanted {
        ports = List.copyOf(ports);
      }
    }

    public Spec {
      wanted = List.copyOf(wanted);
    }

    /// A chain with so many nodes, on free ports, whose height looks real.
    public Spec chain(String name, long chainId, Duration blockTime, int nodes) {
      return chain(ChainTruth.of(name, chainId, blockTime), Collections.nCopies(nodes, 0));
    }

    /// A chain with one node for each port.
    public Spec chain(ChainTruth chain, List<Integer> ports) {
      if (ports.isEmpty() || ports.size() > 26) {
        throw new IllegalArgumentException(
            "chain " + chain.name() + ": " + ports.size() + " nodes; there may be 1 to 26");
      }
      List<Wanted> more = new ArrayList<>(wanted);
      more.add(new Wanted(chain, ports));
      return new Spec(clock, more, batchLimit, remembered);
    }

    /// The four chains that Headgate is shown with, at their real block times.
    public Spec fourChains(int nodes) {
      return chain("ethereum", 1, Duration.ofSeconds(12), nodes)
          .chain("arbitrum", 42161, Duration.ofMillis(250), nodes)
          .chain("optimism", 10, Duration.ofSeconds(2), nodes)
          .chain("avalanche", 43114, Duration.ofSeconds(2), nodes);
    }

    /// The most calls that each node takes in one batch; 100 unless told.
    public Spec batchLimit(int calls) {
      return new Spec(clock, wanted, calls, remembered);
    }

    /// How many received calls each node remembers; 65,536 unless told.
    public Spec remembered(int calls) {
      return new Spec(clock, wanted, batchLimit, calls);
    }

    /// Opens everything.
    ///
    /// @throws IllegalStateException when a port is taken; nothing stays behind then
    public Simulation start() {
      Simulation simulation = new Simulation(Loops.one());
      try {
        wanted.forEach(one -> simulation.add(one, this));
        return simulation;
      } catch (RuntimeException failed) {
        simulation.close();
        throw failed;
      }
    }
  }

  private void add(Spec.Wanted wanted, Spec spec) {
    SimulatedChain chain = new SimulatedChain(wanted.chain(), spec.clock());
    chains.put(chain.name(), chain);
    for (int index = 0; index < wanted.ports().size(); index++) {
      String name = chain.name() + "-" + (char) ('a' + index);
      Sight sight = Sight.of(chain.truth(), name, index);
      nodes.put(
          name,
          SimulatedNode.start(
              name,
              chain,
              sight,
              loops.next(),
              wanted.ports().get(index),
              spec.batchLimit(),
              spec.remembered()));
    }
  }

  /// The node of this name.
  ///
  /// @throws IllegalArgumentException with all names, when there is none
  public SimulatedNode node(String name) {
    return known("node", nodes, name);
  }

  /// The chain of this name.
  ///
  /// @throws IllegalArgumentException with all names, when there is none
  public SimulatedChain chain(String name) {
    return known("chain", chains, name);
  }

  /// All nodes, in the order of the spec.
  public Collection<SimulatedNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /// The nodes of one chain, `-a` first.
  public List<SimulatedNode> nodes(String chain) {
    SimulatedChain of = chain(chain);
    return nodes.values().stream().filter(node -> node.chain() == of).toList();
  }

  public Collection<SimulatedChain> chains() {
    return List.copyOf(chains.values());
  }

  private static <T> T known(String what, Map<String, T> all, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "no "
              + what
              + " is called \""
              + name
              + "\"; there are: "
              + String.join(", ", all.keySet()));
    }
    return found;
  }

  @Override
  public void close() {
    nodes.values().forEach(SimulatedNode::close);
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
