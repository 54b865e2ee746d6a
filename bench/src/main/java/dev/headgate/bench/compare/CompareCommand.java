package dev.headgate.bench.compare;

import dev.headgate.bench.machine.Provisioned;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// `bench compare`.
public final class CompareCommand {
  public static final String USAGE =
      """
      bench compare [--short] [--rounds N] [--connections 16,64,256] [--rates 10000,20000] [--seconds S]
                    [--warm-up S] [--no-half] [--no-extras] [--pin] [--max-lost PERCENT] [--json FILE] [--out FILE]
                    [--rival NAME=PROGRAM]...   a program that serves 127.0.0.1:$PORT and calls $NODE_URL
      """;

  private CompareCommand() {}

  /// Runs a comparison; Ctrl-C reports what there is.
  ///
  /// @param args what follows `compare`
  public static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    Options options;
    try {
      options = new Options(args);
      Provisioned.bench(options.spec.home(), err);
    } catch (IllegalArgumentException | IOException e) {
      err.println("bench compare: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    Compare compare = new Compare(options.spec, SteadyClock.system(), err::println);
    Report report = options.report;
    report.atTheEnd(compare::soFar, ComparisonText::of, out, err);
    try {
      Comparison done = compare.run();
      report.now(done, ComparisonText::of, out, err);
      return done.judged().stream().anyMatch(each -> each.verdict().equals("short")) ? 1 : 0;
    } catch (IOException e) {
      err.println("bench compare: " + e.getMessage());
      return 1;
    }
  }

  /// The options.
  private static final class Options {
    private CompareSpec spec;
    private final Report report = new Report();

    Options(List<String> args) {
      Path home = Provisioned.home();
      spec = args.contains("--short") ? CompareSpec.shortly(home) : CompareSpec.of(home);
      for (int i = 0; i < args.size(); i++) {
        String name = args.get(i);
        switch (name) {
          case "--short" -> {}
          case "--no-half" -> spec = spec.half(false);
          case "--no-extras" -> spec = spec.extras(false);
          case "--pin" -> spec = spec.pinned(true);
          default -> {
            if (i + 1 == args.size()) {
              throw new IllegalArgumentException(name + " needs a value, or is no option");
            }
            set(name, args.get(++i));
          }
        }
      }
    }

    private void set(String name, String value) {
      switch (name) {
        case "--rounds" -> spec = spec.rounds(Numbers.one(name, value));
        case "--connections" -> spec = spec.connections(Numbers.list(name, value));
        case "--rates", "--rate" -> spec = spec.rates(Numbers.list(name, value));
        case "--seconds" -> spec = spec.length(Duration.ofSeconds(Numbers.one(name, value)));
        case "--warm-up" -> spec = spec.warmUp(Duration.ofSeconds(Numbers.one(name, value)));
        case "--max-lost" -> spec = spec.mostLost(Numbers.one(name, value) / 100.0);
        case "--rival" -> spec = rival(value);
        default -> {
          if (!report.option(name, value)) {
            throw new IllegalArgumentException("no option " + name);
          }
        }
      }
    }

    private CompareSpec rival(String value) {
      int equals = value.indexOf('=');
      if (equals < 1 || !Files.isExecutable(Path.of(value.substring(equals + 1)))) {
        throw new IllegalArgumentException(
            "--rival " + value + ": write NAME=PROGRAM, a program that may be executed");
      }
      return spec.rival(value.substring(0, equals), Path.of(value.substring(equals + 1)));
    }
  }
}
