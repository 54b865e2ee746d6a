package dev.headgate.testing.netns;

import dev.headgate.simulate.ChainTruth;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.time.SteadyClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The process of a [FarNode]: a simulated node, and the packet relay when its devices are named.
/// Obeys the lines of its standard input, one answer each, and ends with it.
final class FarNodeMain {
  private final SimulatedNode node;
  private final Optional<PacketRelay> relay;

  private FarNodeMain(SimulatedNode node, Optional<PacketRelay> relay) {
    this.node = node;
    this.relay = relay;
  }

  /// Starts, obeys, and ends with the input.
  ///
  /// @param args the port, then for a relay its device towards the node and the one towards the
  ///   gateway
  public static void main(String[] args) throws IOException {
    Optional<PacketRelay> relay =
        args.length == 3 ? Optional.of(PacketRelay.between(args[1], args[2])) : Optional.empty();
    ChainTruth truth = ChainTruth.of(World.CHAIN, World.CHAIN_ID, World.BLOCK_TIME);
    Simulation simulation =
        Simulation.of(SteadyClock.system())
            .chain(truth, List.of(Integer.parseInt(args[0])))
            .start();
    FarNodeMain main = new FarNodeMain(simulation.node(World.CHAIN + "-a"), relay);
    System.out.println("ready");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(main.obey(line));
    }
    System.exit(0);
  }

  private String obey(String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "fault" -> node.fault(Fault.parse(words[1]));
      case "heal" -> node.heal();
      case "impair" -> relay.orElseThrow().impair(Impairment.parse(words[1]));
      default -> {
        return Long.toString(relay.orElseThrow().touched());
      }
    }
    return "done";
  }
}
