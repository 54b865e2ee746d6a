package dev.headgate.bench.nemesis;

import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// The command `bench nemesis`.
public final class NemesisCommand {
  public static final String USAGE =
      """
      bench nemesis [--seed SEED] [--minutes MINUTES]
      """;

  /// A longer run is several, each with a seed of its own and a new gateway.
  private static final int LONGEST_ROUND = 5;

  private NemesisCommand() {}

  /// Runs the command.
  ///
  /// @return its exit status: 1 when a promise broke, 2 when the options are wrong
  public static int run(List<String> options, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    long seed = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    int minutes = LONGEST_ROUND;
    for (int i = 0; i < options.size(); i += 2) {
      String value = i + 1 < options.size() ? options.get(i + 1) : "";
      if (!value.matches("\\d{1,15}") || !List.of("--seed", "--minutes").contains(options.get(i))) {
        err.print(options.get(i) + " " + value + " is none of these\n" + USAGE);
        return 2;
      }
      if (options.get(i).equals("--seed")) {
        seed = Long.parseLong(value);
      } else {
        minutes = Math.clamp(Long.parseLong(value), 1, 10_000);
      }
    }
    return rounds(seed, minutes, out, err);
  }

  private static int rounds(long seed, int minutes, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    List<Nemesis.Outcome> outcomes = new ArrayList<>();
    for (int left = minutes; left > 0; left -= LONGEST_ROUND) {
      long one = seed + outcomes.size();
      int length = Math.min(left, LONGEST_ROUND);
      out.println("bench: nemesis of seed " + one + ", " + length + " minutes");
      Nemesis.Outcome outcome =
          Nemesis.run(one, Duration.ofMinutes(length), SteadyClock.system(), err::println);
      outcome.lines().forEach(out::println);
      outcome.guilty().forEach(sentence -> out.println("BROKEN (seed " + one + ") " + sentence));
      outcomes.add(outcome);
    }
    long innocent = outcomes.stream().filter(Nemesis.Outcome::isInnocent).count();
    int deeds = outcomes.stream().mapToInt(Nemesis.Outcome::deeds).sum();
    out.println(
        innocent
            + " of "
            + outcomes.size()
            + " rounds kept every promise, under "
            + deeds
            + " faults");
    return innocent == outcomes.size() ? 0 : 1;
  }
}
