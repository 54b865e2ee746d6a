package dev.headgate.bench.compare;

import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `bench compare`.
public final class CompareCommand {
  public static final String USAGE =
      """
      bench compare [--short] [--rounds N] [--connections 16,64,256] [--rates 10000,20000] [--seconds S]
                    [--warm-up S] [--no-half] [--no-extras] [--max-lost PERCENT] [--json FILE] [--out FILE]
                    [--rival NAME=PROGRAM]...   a program that serves 127.0.0.1:$PORT and calls $NODE_URL
      """;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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
    AtomicBoolean reported = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> report(compare, options, reported, out, err)));
    try {
      Comparison done = compare.run();
      report(compare, options, reported, out, err);
      return done.judged().stream().anyMatch(each -> each.verdict().equals("short")) ? 1 : 0;
    } catch (IOException e) {
      err.println("bench compare: " + e.getMessage());
      return 1;
    }
  }

  private static void report(
      Compare compare, Options options, AtomicBoolean reported, PrintStream out, PrintStream err) {
    if (reported.getAndSet(true)) {
      return;
    }
    Comparison comparison = compare.soFar();
    String text = ComparisonText.of(comparison);
    out.print(text);
    out.flush();
    try {
      for (Map.Entry<Path, String> file :
          options.files(text, JSON.writeValueAsString(comparison)).entrySet()) {
        Files.writeString(file.getKey(), file.getValue());
      }
    } catch (IOException e) {
      err.println("bench compare: cannot write: " + e.getMessage());
    }
  }

  /// The options.
  private static final class Options {
    private CompareSpec spec;
    private final Map<String, Path> files = new LinkedHashMap<>();

    Options(List<String> args) {
      Path home = Provisioned.home();
      spec = args.contains("--short") ? CompareSpec.shortly(home) : CompareSpec.of(home);
      for (int i = 0; i < args.size(); i++) {
        String name = args.get(i);
        switch (name) {
          case "--short" -> {}
          case "--no-half" -> spec = spec.half(false);
          case "--no-extras" -> spec = spec.extras(false);
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
        case "--rounds" -> spec = spec.rounds(number(name, value));
        case "--connections" -> spec = spec.connections(numbers(name, value));
        case "--rates", "--rate" -> spec = spec.rates(numbers(name, value));
        case "--seconds" -> spec = spec.length(Duration.ofSeconds(number(name, value)));
        case "--warm-up" -> spec = spec.warmUp(Duration.ofSeconds(number(name, value)));
        case "--max-lost" -> spec = spec.mostLost(number(name, value) / 100.0);
        case "--rival" -> spec = rival(value);
        case "--json", "--out" -> files.put(name, Path.of(value));
        default -> throw new IllegalArgumentException("no option " + name);
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

    private static List<Integer> numbers(String name, String value) {
      return Arrays.stream(value.split(",", -1)).map(each -> number(name, each)).toList();
    }

    private static int number(String name, String value) {
      try {
        int number = Integer.parseInt(value.strip());
        if (number > 0) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException(name + " takes whole numbers above 0, not " + value);
    }

    Map<Path, String> files(String text, String json) {
      Map<Path, String> all = new LinkedHashMap<>();
      files.forEach((name, path) -> all.put(path, name.equals("--json") ? json : text));
      return all;
    }
  }
}
