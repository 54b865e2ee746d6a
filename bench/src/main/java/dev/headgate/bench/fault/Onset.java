package dev.headgate.bench.fault;

import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import java.time.Duration;

/// How a fault comes over a simulated node.
public final class Onset {
  private static final Duration RESTART = Duration.ofMillis(500);
  private static final Duration FOR_LONG = Duration.ofDays(1);

  private Onset() {}

  /// Switches it on; returns when it is. A node becomes one of another chain as it does in earnest,
  /// by a restart: nobody can tell of one that changes between two answers on the same connection.
  public static void of(Fault fault, SimulatedNode node) {
    if (fault instanceof Fault.WrongChain) {
      node.fault(new Fault.Flap(RESTART, FOR_LONG));
    }
    node.fault(fault);
  }
}
