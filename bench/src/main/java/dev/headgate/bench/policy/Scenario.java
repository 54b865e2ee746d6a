package dev.headgate.bench.policy;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A world, what befalls it, and how many calls come.
///
/// @param story what happens, for people
/// @param nodes so many; `a` is the primary, the others stand by
/// @param halts when the chain itself stands still
/// @param pauses when the gateway's process stands still
/// @param callsPerSecond on average, at random moments
record Scenario(
    String name,
    String story,
    ChainSpec chain,
    int nodes,
    List<Fault> faults,
    List<Span> halts,
    List<Span> pauses,
    Duration length,
    int callsPerSecond) {
  /// Calls begin after this: every policy may look around first.
  static final Duration QUIET_START = Duration.ofSeconds(5);

  private static final String NAMES = "abcde";

  Scenario {
    faults = List.copyOf(faults);
    halts = List.copyOf(halts);
    pauses = List.copyOf(pauses);
  }

  Chain configured() {
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      String name = NAMES.substring(i, i + 1);
      Role role = i == 0 ? Role.PRIMARY : Role.STANDBY;
      all.add(Node.of(name, role, URI.create("http://127.0.0.1:1/" + name)));
    }
    return new Chain(chain.name(), OptionalLong.of(chain.id()), chain.blockTime(), all);
  }

  Scenario with(List<Fault> others) {
    return new Scenario(name, story, chain, nodes, others, halts, pauses, length, callsPerSecond);
  }

  Scenario without(Fault fault) {
    List<Fault> fewer = new ArrayList<>(faults);
    fewer.remove(fault);
    return with(fewer);
  }
}
