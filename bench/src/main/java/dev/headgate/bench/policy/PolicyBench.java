package dev.headgate.bench.policy;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The command `bench policy`.
public final class PolicyBench {
  public static final String USAGE =
      """
      bench policy [--scenario NAME] [--seed N] [--out FILE]
      bench policy --random COUNT [--seed N]
      """;

  private final PrintStream out;
  private final PrintStream err;
  private @Nullable String scenario;
  private @Nullable Path file;
  private long seed = Report.SEED;
  private int random;

  private PolicyBench(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Runs the command.
  ///
  /// @return its exit status: 1 when an invariant broke, 2 when the options are wrong
  public static int run(List<String> options, PrintStream out, PrintStream err) throws IOException {
    PolicyBench bench = new PolicyBench(out, err);
    String wrong = bench.read(options);
    if (!wrong.isEmpty()) {
      err.print(wrong + "\n" + USAGE);
      return 2;
    }
    return bench.run();
  }

  private String read(List<String> options) {
    for (int i = 0; i < options.size(); i += 2) {
      if (i + 1 == options.size()) {
        return options.get(i) + " needs a value";
      }
      String value = options.get(i + 1);
      try {
        switch (options.get(i)) {
          case "--scenario" -> scenario = value;
          case "--seed" -> seed = Long.parseLong(value);
          case "--random" -> random = Integer.parseInt(value);
          case "--out" -> file = Path.of(value);
          default -> {
            return "no option " + options.get(i);
          }
        }
      } catch (NumberFormatException e) {
        return options.get(i) + " needs a whole number, not " + value;
      }
    }
    return "";
  }

  private int run() throws IOException {
    if (random > 0) {
      out.println("bench: " + random + " random scenarios from seed " + seed);
      int bad = Search.run(seed, random, out);
      out.println(bad + " of " + random + " broke an invariant");
      return bad == 0 ? 0 : 1;
    }
    return scenario == null ? report() : one(scenario);
  }

  /// One scenario, with the story of Headgate's transitions.
  private int one(String name) {
    for (Scenario each : Scenarios.all()) {
      if (each.name().equals(name)) {
        out.println(each.story() + "\n\n" + Row.of(each, seed).table());
        story(each).forEach(out::println);
        return 0;
      }
    }
    err.println("no scenario " + name + "; there are:");
    Scenarios.all().forEach(each -> err.println("  " + each.name()));
    return 2;
  }

  private List<String> story(Scenario each) {
    Run run = Run.of(each, PolicyKind.HEADGATE, seed);
    List<String> story = new ArrayList<>();
    if (run.policy() instanceof HeadgatePolicy policy) {
      policy.changes().stream()
          .flatMap(picture -> picture.failovers().stream().limit(1))
          .forEach(change -> story.add(second(change.at()) + " s: " + change.sentence()));
    }
    return story;
  }

  private static String second(Instant at) {
    return String.format(
        Locale.ROOT, "%.3f", Duration.between(SimClock.START, at).toMillis() / 1e3);
  }

  private int report() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (Scenario each : Scenarios.all()) {
      err.println("bench: " + each.name() + " ...");
      rows.add(Row.of(each, seed));
    }
    String text = Report.of(rows, seed);
    if (seed != Report.SEED && file == null) {
      out.print(text);
      return 0;
    }
    Path to = file == null ? committed() : file;
    Files.writeString(to, text, StandardCharsets.UTF_8);
    out.println("wrote " + to);
    return 0;
  }

  /// `bench/report.md` of the sources that these classes were built from.
  private static Path committed() throws IOException {
    try {
      URI classes = PolicyBench.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path bench = Path.of(classes).resolve("../..").normalize();
      if (!Files.exists(bench.resolve("pom.xml"))) {
        throw new IOException("not run from the sources; say --out FILE");
      }
      return bench.resolve("report.md");
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }
}
