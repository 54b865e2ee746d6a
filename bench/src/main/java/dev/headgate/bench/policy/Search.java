package dev.headgate.bench.policy;

import java.io.PrintStream;
import java.util.List;

/// Looks for random scenarios that break an invariant, and makes what it finds smaller.
final class Search {
  private static final int TELL_EVERY = 500;
  private static final int SHOWN = 5;

  private Search() {}

  /// Plays the scenarios of so many seeds in a row.
  ///
  /// @return how many of them broke an invariant
  static int run(long firstSeed, int count, PrintStream out) {
    int bad = 0;
    for (int i = 0; i < count; i++) {
      long seed = firstSeed + i;
      List<String> broken = Invariants.broken(RandomScenarios.of(seed), seed);
      if (!broken.isEmpty()) {
        bad++;
        tell(seed, broken, out);
      }
      if ((i + 1) % TELL_EVERY == 0) {
        out.println(i + 1 + " scenarios, " + bad + " of them broke an invariant");
      }
    }
    return bad;
  }

  private static void tell(long seed, List<String> broken, PrintStream out) {
    out.println("seed " + seed + " broke an invariant; it alone:");
    out.println("  bench/bin/bench policy --random 1 --seed " + seed);
    broken.stream().limit(SHOWN).forEach(line -> out.println("  " + line));
    if (broken.size() > SHOWN) {
      out.println("  and " + (broken.size() - SHOWN) + " more");
    }
    out.println("  with fewer faults: " + describe(shrunk(RandomScenarios.of(seed), seed)));
  }

  /// The scenario without every fault that is not needed to break an invariant.
  static Scenario shrunk(Scenario scenario, long seed) {
    Scenario smallest = scenario;
    for (Fault fault : scenario.faults()) {
      Scenario fewer = smallest.without(fault);
      if (!Invariants.broken(fewer, seed).isEmpty()) {
        smallest = fewer;
      }
    }
    return smallest;
  }

  private static String describe(Scenario scenario) {
    return "%d nodes of %s, faults %s, halts %s, pauses %s, %s"
        .formatted(
            scenario.nodes(),
            scenario.chain().name(),
            scenario.faults(),
            scenario.halts(),
            scenario.pauses(),
            scenario.length());
  }
}
