package dev.headgate.bench;

import dev.headgate.bench.compare.CompareCommand;
import dev.headgate.bench.compare.ScaleCommand;
import dev.headgate.bench.fault.FaultCommand;
import dev.headgate.bench.jmh.JmhRun;
import dev.headgate.bench.load.LoadCommand;
import dev.headgate.bench.nemesis.NemesisCommand;
import dev.headgate.bench.policy.PolicyBench;
import dev.headgate.bench.proof.ProofCommand;
import java.io.PrintStream;
import java.util.List;

/// The main class of the bench.
public final class Bench {
  private static final String USAGE =
      ProofCommand.USAGE
          + """
          bench allocation
          """
          + FaultCommand.USAGE
          + NemesisCommand.USAGE
          + LoadCommand.USAGE
          + CompareCommand.USAGE
          + ScaleCommand.USAGE
          + JmhRun.USAGE
          + PolicyBench.USAGE;

  private static final List<String> HELP = List.of("help", "--help", "-h");

  private Bench() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args), System.out, System.err));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) throws Exception {
    String command = args.isEmpty() ? "" : args.getFirst();
    // JMH explains its own options.
    if (!command.equals("jmh") && args.stream().anyMatch(HELP::contains)) {
      out.print(USAGE);
      return 0;
    }
    return switch (command) {
      case "short", "full" -> ProofCommand.run(args, out, err);
      case "faults" -> FaultCommand.run(args.subList(1, args.size()), out, err);
      case "allocation" -> allocation(out);
      case "jmh" -> JmhRun.run(args.subList(1, args.size()), out, err);
      case "nemesis" -> NemesisCommand.run(args.subList(1, args.size()), out, err);
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
