package dev.headgate.bench.jmh;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// `bench jmh`: runs the benchmarks of this package and prints a table.
public final class JmhRun {
  public static final String USAGE =
      """
      bench jmh [PATTERN]... [-f FORKS] [-wi N] [-i N] [-w TIME] [-r TIME] ...   (JMH's own options)
      """;

  private static final String HERE = JmhRun.class.getPackageName() + ".";
  private static final String BYTES = "gc.alloc.rate.norm";

  private JmhRun() {}

  /// Runs what the options say: JMH's own, with shorter defaults (3 forks of 3 and 5 seconds).
  ///
  /// @return the exit code
  public static int run(List<String> options, PrintStream out, PrintStream err) {
    try {
      Collection<RunResult> results = new Runner(options(options).build()).run();
      out.print(table(results));
      return 0;
    } catch (CommandLineOptionException | RunnerException wrong) {
      err.println("bench: " + wrong.getMessage());
      err.print(USAGE);
      return 2;
    }
  }

  private static ChainedOptionsBuilder options(List<String> given)
      throws CommandLineOptionException {
    CommandLineOptions own = new CommandLineOptions(given.toArray(String[]::new));
    ChainedOptionsBuilder options =
        new OptionsBuilder().parent(own).addProfiler(GCProfiler.class).shouldFailOnError(true);
    if (own.getIncludes().isEmpty()) {
      options.include(HERE.replace(".", "\\."));
    }
    if (!own.getForkCount().hasValue()) {
      options.forks(3);
    }
    if (!own.getWarmupIterations().hasValue()) {
      options.warmupIterations(3);
    }
    if (!own.getWarmupTime().hasValue()) {
      options.warmupTime(TimeValue.seconds(1));
    }
    if (!own.getMeasurementIterations().hasValue()) {
      options.measurementIterations(5);
    }
    if (!own.getMeasurementTime().hasValue()) {
      options.measurementTime(TimeValue.seconds(1));
    }
    return options;
  }

  /// One row for each benchmark.
  static String table(Collection<RunResult> results) {
    List<String> rows = new ArrayList<>();
    rows.add("| benchmark | time per call | ± (99.9 %) | heap bytes per call |");
    rows.add("|---|---:|---:|---:|");
    results.forEach(result -> rows.add(row(result)));
    return String.join("\n", rows) + "\n";
  }

  private static String row(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    Result<?> bytes = result.getSecondaryResults().get(BYTES);
    return "| %s | %s | %s | %s |"
        .formatted(
            name(result.getParams()),
            number(time.getScore()) + " " + time.getScoreUnit(),
            number(time.getScoreError()),
            bytes == null ? "" : String.format(Locale.ROOT, "%.0f", bytes.getScore()));
  }

  private static String name(BenchmarkParams params) {
    StringBuilder name = new StringBuilder(params.getBenchmark().substring(HERE.length()));
    params
        .getParamsKeys()
        .forEach(key -> name.append(' ').append(key).append('=').append(params.getParam(key)));
    return name.toString();
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,.1f", value);
  }
}
