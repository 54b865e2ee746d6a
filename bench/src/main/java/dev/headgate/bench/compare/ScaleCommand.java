package dev.headgate.bench.compare;

import dev.headgate.bench.machine.Provisioned;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/// `bench scale`.
public final class ScaleCommand {
  public static final String USAGE =
      "bench scale [--seconds S] [--warm-up S] [--largest SIZE] " + Report.USAGE + "\n";

  private ScaleCommand() {}

  /// Runs the series; Ctrl-C reports what there is.
  ///
  /// @param args what follows `scale`
  public static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    Report report = new Report();
    Scale scale;
    try {
      scale = scale(args, report, err);
    } catch (IllegalArgumentException | IOException e) {
      err.println("bench scale: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    report.atTheEnd(scale::soFar, ScaleResult::text, out, err);
    try {
      report.now(scale.run(), ScaleResult::text, out, err);
      return 0;
    } catch (IOException e) {
      err.println("bench scale: " + e.getMessage());
      return 1;
    }
  }

  private static Scale scale(List<String> args, Report report, PrintStream err)
      throws IOException, InterruptedException {
    CompareSpec spec = CompareSpec.of(Provisioned.home());
    int largest = Integer.MAX_VALUE;
    for (int i = 0; i < args.size(); i += 2) {
      String name = args.get(i);
      String value = i + 1 < args.size() ? args.get(i + 1) : "";
      switch (name) {
        case "--seconds" -> spec = spec.length(Duration.ofSeconds(Numbers.one(name, value)));
        case "--warm-up" -> spec = spec.warmUp(Duration.ofSeconds(Numbers.one(name, value)));
        case "--largest" -> largest = Numbers.one(name, value);
        default -> {
          if (!report.option(name, value)) {
            throw new IllegalArgumentException("no option " + name);
          }
        }
      }
    }
    Provisioned.bench(spec.home(), err);
    return new Scale(spec, largest, SteadyClock.system(), err::println);
  }
}
