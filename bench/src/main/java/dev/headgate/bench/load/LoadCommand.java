package dev.headgate.bench.load;

import dev.headgate.time.SteadyClock;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `bench load`: one load on any JSON-RPC server, with progress on standard error; Ctrl-C ends it
/// and still reports.
public final class LoadCommand {
  public static final String USAGE =
      """
      bench load URL [--rate CALLS_PER_SECOND | --burst CALLS --within MS --every MS | --saturate]
                 [--fixed] [--seconds S] [--warm-up S] [--connections N] [--loops N] [--batch N]
                 [--mix block-number|reads|searcher|logs:BYTES] [--read-rate BYTES_PER_SECOND] [--slices]
      """;

  private LoadCommand() {}

  /// Runs one load.
  ///
  /// @param args what follows `load`
  public static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    LoadSpec spec;
    Duration warmUp;
    try {
      Options options = options(args);
      warmUp = Duration.ofSeconds(options.number("--warm-up", 2));
      spec = spec(args.getFirst(), options);
    } catch (IllegalArgumentException e) {
      err.println("bench load: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    if (warmUp.isPositive()) {
      // The first calls of a JVM are its slowest, and no server's doing.
      Load.run(spec.length(warmUp), SteadyClock.system());
    }
    Load load = Load.start(spec, SteadyClock.system());
    CountDownLatch reported = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          load.stop();
          try {
            reported.await(5, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Runtime.getRuntime().addShutdownHook(hook);
    LoadResult result = load.await(err::println);
    report(result, args.contains("--slices"), out);
    reported.countDown();
    return result.failed() == 0 ? 0 : 1;
  }

  private static void report(LoadResult result, boolean slices, PrintStream out) {
    out.println(result.line());
    out.printf(
        "late %.0f us at p50, %.0f us at p99%n",
        result.lateness().getValueAtPercentile(50) / 1e3,
        result.lateness().getValueAtPercentile(99) / 1e3);
    if (slices) {
      result.slices().forEach(out::println);
    }
    out.flush();
  }

  private static Options options(List<String> args) {
    if (args.isEmpty() || args.getFirst().startsWith("--")) {
      throw new IllegalArgumentException("which URL?");
    }
    return new Options(args.subList(1, args.size()));
  }

  private static LoadSpec spec(String url, Options options) {
    LoadSpec spec =
        LoadSpec.of(
                URI.create(url),
                options.pattern(),
                Duration.ofSeconds(options.number("--seconds", 10)))
            .connections(options.number("--connections", 64))
            .loops(options.number("--loops", 1))
            .batch(options.number("--batch", 1))
            .readRate(options.number("--read-rate", 0))
            .mix(mix(options.text("--mix", "block-number")));
    options.refuseOthers();
    return spec;
  }

  static Mix mix(String name) {
    return switch (name) {
      case "block-number" -> Mix.BLOCK_NUMBER;
      case "reads" -> Mix.READS;
      case "searcher" -> Mix.SEARCHER;
      default -> {
        if (!name.startsWith("logs:")) {
          throw new IllegalArgumentException(
              "--mix " + name + ": write block-number, reads, searcher or logs:BYTES");
        }
        yield Mix.logs(Integer.parseInt(name.substring("logs:".length())));
      }
    };
  }

  /// Options with a value each, and flags.
  private static final class Options {
    private final List<String> left;

    Options(List<String> args) {
      left = new ArrayList<>(args);
      left.remove("--slices");
    }

    Pattern pattern() {
      boolean fixed = left.remove("--fixed");
      if (left.remove("--saturate")) {
        return new Pattern.Saturate();
      }
      int burst = number("--burst", 0);
      if (burst > 0) {
        return new Pattern.Bursts(
            burst,
            Duration.ofMillis(number("--within", 5)),
            Duration.ofMillis(number("--every", 1000)));
      }
      int rate = number("--rate", 1000);
      return fixed ? new Pattern.Fixed(rate) : new Pattern.Poisson(rate, 1);
    }

    int number(String name, int usual) {
      String text = text(name, Integer.toString(usual));
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(name + " takes a whole number, not " + text, e);
      }
    }

    String text(String name, String usual) {
      int at = left.indexOf(name);
      if (at < 0) {
        return usual;
      }
      if (at + 1 >= left.size()) {
        throw new IllegalArgumentException(name + " needs a value");
      }
      left.remove(at);
      return left.remove(at);
    }

    void refuseOthers() {
      if (!left.isEmpty()) {
        throw new IllegalArgumentException("no option " + left.getFirst());
      }
    }
  }
}
