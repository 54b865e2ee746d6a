package dev.headgate.bench.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// What goes wrong when. Pure: equal seeds and lengths make equal plans.
///
/// @param steps by the time of their begin
public record NemesisPlan(long seed, List<Step> steps) {
  private static final Duration FIRST = Duration.ofSeconds(3);

  /// Time for a node to be trusted again before another of its chain goes wrong.
  private static final Duration RECOVERY = Duration.ofSeconds(9);

  /// Nothing begins that would not be over so long before the end.
  private static final Duration CALM = Duration.ofSeconds(15);

  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration STARVED = Duration.ofSeconds(8);

  /// The primary serves, so that what befalls it is more to learn from.
  private static final int PRIMARY_PERCENT = 70;

  /// All but those errors of a fit node that are tried elsewhere within the retry budget only.
  private static final List<String> FAULTS =
      List.of(
          "kill",
          "hang",
          "freeze",
          "lag 1",
          "lag 2",
          "lag 4",
          "ahead 1000",
          "slow 300ms",
          "slow 2s",
          "http 503",
          "rate-limit",
          "garbage html",
          "garbage json",
          "empty",
          "truncated",
          "reset",
          "cut 40",
          "wrong-id",
          "wrong-chain",
          "flap 1s 1s",
          "error -32603 internal error",
          "error -32601 the method does not exist/is not available",
          "refuse",
          "double-length",
          "length-and-chunked",
          "extra-bytes",
          "intermittent 50 http",
          "syncing",
          "no-socket",
          "mute-socket",
          "close-after-each");

  /// Something that is done and undone.
  public sealed interface Deed {
    /// A fault of a simulated node.
    record Simulated(int node, String fault) implements Deed {}

    /// What befalls an anvil.
    record Real(int node, Act act) implements Deed {}

    /// SIGSTOP, then SIGCONT, to the gateway.
    record PauseGateway() implements Deed {}

    /// Busy processes on the gateway's one processor.
    record StarveGateway() implements Deed {}
  }

  /// What can befall an anvil.
  public enum Act {
    KILL,
    STOP,
    HOLD
  }

  /// A deed and its time.
  ///
  /// @param at from the beginning of the run
  public record Step(Duration at, Duration lasts, Deed deed) {
    public Duration end() {
      return at.plus(lasts);
    }
  }

  public NemesisPlan {
    steps = List.copyOf(steps);
  }

  /// The plan of a run of this length.
  public static NemesisPlan of(long seed, Duration length) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Step> steps = new ArrayList<>();
    lane(random.split(), length, RECOVERY, steps, NemesisPlan::simulated);
    lane(random.split(), length, RECOVERY, steps, NemesisPlan::real);
    lane(random.split(), length, RECOVERY.multipliedBy(2), steps, NemesisPlan::gateway);
    steps.sort(Comparator.comparing(Step::at));
    return new NemesisPlan(seed, steps);
  }

  private interface Choice {
    Step at(Duration begin, SplittableRandom random);
  }

  /// One deed after the other.
  private static void lane(
      SplittableRandom random, Duration length, Duration rest, List<Step> into, Choice choice) {
    Duration at = FIRST.plus(between(random, 0, 4000));
    while (true) {
      Step step = choice.at(at, random);
      if (step.end().plus(CALM).compareTo(length) > 0) {
        return;
      }
      into.add(step);
      at = step.end().plus(rest).plus(between(random, 0, 4000));
    }
  }

  private static Step simulated(Duration at, SplittableRandom random) {
    String fault = FAULTS.get(random.nextInt(FAULTS.size()));
    return new Step(at, between(random, 2000, 8000), new Deed.Simulated(node(random), fault));
  }

  private static Step real(Duration at, SplittableRandom random) {
    Act act = Act.values()[random.nextInt(Act.values().length)];
    return new Step(at, between(random, 2000, 8000), new Deed.Real(node(random), act));
  }

  private static Step gateway(Duration at, SplittableRandom random) {
    return random.nextBoolean()
        ? new Step(at, PAUSE, new Deed.PauseGateway())
        : new Step(at, STARVED, new Deed.StarveGateway());
  }

  private static int node(SplittableRandom random) {
    return random.nextInt(100) < PRIMARY_PERCENT ? 0 : 1;
  }

  private static Duration between(SplittableRandom random, int least, int beyond) {
    return Duration.ofMillis(random.nextInt(least, beyond));
  }
}
