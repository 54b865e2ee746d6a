package dev.headgate.bench.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Scenarios made up from a seed: chains, nodes, troubles, halts and pauses of all kinds.
final class RandomScenarios {
  private static final List<ChainSpec> CHAINS =
      List.of(ChainSpec.ETHEREUM, ChainSpec.OPTIMISM, ChainSpec.ARBITRUM);
  private static final int RATE = 10;
  private static final double BEGIN = 20;
  private static final long MILLION = 1_000_000;

  private final Dice dice;

  private RandomScenarios(long seed) {
    dice = new Dice(seed);
  }

  /// The scenario of a seed.
  static Scenario of(long seed) {
    return new RandomScenarios(seed).make("random " + seed);
  }

  private Scenario make(String name) {
    ChainSpec chain = CHAINS.get(dice.below(CHAINS.size()));
    int nodes = 2 + dice.below(4);
    boolean one = dice.oneIn(10);
    // A lone flapping node is watched for longer than its transitions are bounded in.
    int seconds = one ? 400 : 45 + dice.below(45);
    List<Fault> faults = one ? flapper(nodes, seconds) : several(nodes, seconds);
    List<Span> halts = dice.oneIn(8) ? List.of(within(seconds, 40)) : List.of();
    List<Span> pauses = dice.oneIn(8) ? List.of(within(seconds, 8)) : List.of();
    return new Scenario(
        name, "Made up.", chain, nodes, faults, halts, pauses, Duration.ofSeconds(seconds), RATE);
  }

  private Span within(int seconds, int most) {
    double from = BEGIN + dice.unit() * (seconds - BEGIN);
    return Span.seconds(from, from + 1 + dice.unit() * most);
  }

  private List<Fault> flapper(int nodes, int seconds) {
    String node = name(dice.oneIn(2) ? 0 : dice.below(nodes));
    Trouble trouble = trouble();
    double bad = 0.5 + dice.unit() * 40;
    double good = 0.5 + dice.unit() * 40;
    return Fault.flapping(node, trouble, BEGIN, seconds, bad, good);
  }

  private List<Fault> several(int nodes, int seconds) {
    List<Fault> faults = new ArrayList<>();
    int count = 1 + dice.below(6);
    for (int i = 0; i < count; i++) {
      String node = name(dice.below(nodes));
      double from = BEGIN + dice.unit() * (seconds - BEGIN);
      double until = from + 1 + dice.unit() * 30;
      if (dice.oneIn(8)) {
        faults.add(Fault.of(node, new Trouble.Dead(), from, from + 4));
        faults.add(Fault.of(node, new Trouble.OtherChain(), from + 4, until + 4));
      } else {
        faults.add(Fault.of(node, trouble(), from, until));
      }
    }
    return faults;
  }

  private static String name(int index) {
    return "abcde".substring(index, index + 1);
  }

  private Trouble trouble() {
    return switch (dice.below(12)) {
      case 0 -> new Trouble.Hangs();
      case 1 -> new Trouble.Dead();
      case 2 -> new Trouble.Fails(100);
      case 3 -> new Trouble.Fails(10 + dice.below(80));
      case 4 -> new Trouble.RateLimited(1 + dice.below(RATE));
      case 5 -> new Trouble.Slow((50 + dice.below(400)) * Span.MILLI, 20 + dice.below(80));
      case 6 -> new Trouble.Frozen();
      case 7 -> new Trouble.Behind(1 + dice.below(300));
      case 8 -> new Trouble.Late(1 + dice.below(3), dice.below(3000) * Span.MILLI);
      case 9 -> new Trouble.Ahead(MILLION, dice.oneIn(2));
      case 10 -> new Trouble.Forked();
      default -> new Trouble.OtherChain();
    };
  }
}
