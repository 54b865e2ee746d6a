package dev.headgate.bench;

import dev.headgate.bench.compare.CompareCommand;
import dev.headgate.bench.compare.ScaleCommand;
import dev.headgate.bench.load.LoadCommand;
import dev.headgate.bench.policy.PolicyBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The main class of the bench.
public final class Bench {
  private static final String USAGE =
      """
      bench faults [--rate CALLS_PER_SECOND] [--fault "NAME ARGUMENTS"]... [--out FILE]
      bench allocation
      """
          + LoadCommand.USAGE
          + CompareCommand.USAGE
          + ScaleCommand.USAGE
          + PolicyBench.USAGE;

  private static final List<String> FAULTS =
      List.of(
          "kill",
          "hang",
          "freeze",
          "lag 3",
          "ahead 1000",
          "fork",
          "slow 1s",
          "http 503",
          "rate-limit",
          "garbage",
          "empty",
          "truncated",
          "reset",
          "wrong-id",
          "wrong-chain",
          "flap 3s 3s");

  private Bench() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) throws Exception {
    String command = args.isEmpty() ? "" : args.getFirst();
    return switch (command) {
      case "faults" -> faults(args.subList(1, args.size()), out, err);
      case "allocation" -> allocation(out);
      case "compare" -> CompareCommand.run(args.subList(1, args.size()), out, err);
      case "scale" -> ScaleCommand.run(args.subList(1, args.size()), out, err);
      case "load" -> LoadCommand.run(args.subList(1, args.size()), out, err);
      case "policy" -> PolicyBench.run(args.subList(1, args.size()), out, err);
      default -> {
        err.print(USAGE);
        yield 2;
      }
    };
  }

  private static int faults(List<String> options, PrintStream out, PrintStream err)
      throws Exception {
    int rate = 200;
    List<String> wanted = new ArrayList<>();
    Path file = null;
    for (int i = 0; i < options.size(); i += 2) {
      String value = i + 1 < options.size() ? options.get(i + 1) : "";
      switch (options.get(i)) {
        case "--rate" -> rate = Integer.parseInt(value);
        case "--fault" -> wanted.add(value);
        case "--out" -> file = Path.of(value);
        default -> {
          err.print("no option " + options.get(i) + "\n" + USAGE);
          return 2;
        }
      }
    }
    List<FaultRow> rows = new ArrayList<>();
    Path to = file;
    Runtime.getRuntime().addShutdownHook(new Thread(() -> report(rows, out, to)));
    for (String fault : wanted.isEmpty() ? FAULTS : wanted) {
      err.println("bench: " + fault + " at " + rate + " calls/s ...");
      FaultRow row = FaultRun.of(fault, rate);
      row.firstFailures().forEach(why -> err.println("  failed: " + why));
      rows.add(row);
    }
    return rows.stream().allMatch(row -> row.failed() == 0) ? 0 : 1;
  }

  /// Also at Ctrl-C: what was measured is not lost.
  private static void report(List<FaultRow> rows, PrintStream out, @Nullable Path file) {
    String table = FaultRow.table(List.copyOf(rows));
    out.print(table);
    out.flush();
    if (file != null) {
      try {
        Files.writeString(file, table, StandardCharsets.UTF_8);
      } catch (IOException e) {
        System.err.println("bench: cannot write " + file + ": " + e.getMessage());
      }
    }
  }

  private static int allocation(PrintStream out) throws Exception {
    out.println("| event loops | calls | bytes per call on the event loops |");
    out.println("|---:|---:|---:|");
    for (int loops : List.of(1, 2)) {
      out.println(
          "| " + loops + " | " + Allocation.CALLS + " | " + Allocation.perCall(loops) + " |");
    }
    return 0;
  }
}
