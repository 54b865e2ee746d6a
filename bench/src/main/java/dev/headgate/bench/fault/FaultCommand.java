package dev.headgate.bench.fault;

import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.machine.Provisioned;
import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Machine;
import dev.headgate.bench.report.MarkdownPage;
import dev.headgate.bench.report.Page;
import dev.headgate.bench.report.ReportFiles;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The command `bench faults`.
public final class FaultCommand {
  public static final String USAGE =
      """
      bench faults [--rate CALLS_PER_SECOND] [--fault "NAME ARGUMENTS"]... [--front headgate|haproxy|nginx]... [--out DIRECTORY]
      """;

  private final SteadyClock clock = SteadyClock.system();
  private final PrintStream out;
  private final PrintStream err;
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<FrontKind> fronts = new ArrayList<>();
  private final List<FaultResult> results = new ArrayList<>();
  private int rate = 200;
  private @Nullable Path directory;

  private FaultCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Runs the command.
  ///
  /// @return its exit status: 1 when Headgate failed a call or gave a wrong answer, 2 when the
  ///   options are wrong
  public static int run(List<String> options, PrintStream out, PrintStream err) throws Exception {
    FaultCommand command = new FaultCommand(out, err);
    try {
      command.read(options);
    } catch (IllegalArgumentException wrong) {
      err.print(wrong.getMessage() + "\n" + USAGE);
      return 2;
    }
    Thread atExit = new Thread(command::report);
    Runtime.getRuntime().addShutdownHook(atExit);
    command.run();
    Runtime.getRuntime().removeShutdownHook(atExit);
    command.report();
    return command.results.stream().allMatch(FaultCommand::isGood) ? 0 : 1;
  }

  /// A rival is measured, not judged.
  private static boolean isGood(FaultResult result) {
    return !result.front().equals(FrontKind.HEADGATE.title()) || result.isSound();
  }

  private void read(List<String> options) {
    for (int i = 0; i < options.size(); i += 2) {
      if (i + 1 == options.size()) {
        throw new IllegalArgumentException(options.get(i) + " needs a value");
      }
      String value = options.get(i + 1);
      switch (options.get(i)) {
        case "--rate" -> rate = number(value);
        case "--fault" -> troubles.add(Trouble.parse(value));
        case "--front" -> fronts.add(FrontKind.of(value));
        case "--out" -> directory = Path.of(value);
        default -> throw new IllegalArgumentException("no option " + options.get(i));
      }
    }
    if (troubles.isEmpty()) {
      Trouble.ALL.forEach(text -> troubles.add(Trouble.parse(text)));
    }
    if (fronts.isEmpty()) {
      fronts.add(FrontKind.HEADGATE);
    }
  }

  private static int number(String value) {
    if (!value.matches("[1-9]\\d{0,4}")) {
      throw new IllegalArgumentException("--rate needs a whole number from 1, not " + value);
    }
    return Integer.parseInt(value);
  }

  private void run() throws IOException, InterruptedException {
    FaultRuns.Plan plan = FaultRuns.Plan.usual(rate);
    Predicate<Trouble> real = Trouble::needsAnvil;
    List<Trouble> simulated = troubles.stream().filter(real.negate()).toList();
    if (!simulated.isEmpty()) {
      try (FaultRuns runs = FaultRuns.simulated(fronts, plan, clock)) {
        all(runs, simulated);
      }
    }
    List<Trouble> onProcesses = troubles.stream().filter(real).toList();
    if (!onProcesses.isEmpty()) {
      try (FaultRuns runs = FaultRuns.real(fronts, plan, clock)) {
        all(runs, onProcesses);
      }
    }
  }

  private void all(FaultRuns runs, List<Trouble> which) throws InterruptedException {
    for (Trouble trouble : which) {
      err.println("bench: " + trouble.text() + " at " + rate + " calls/s ...");
      for (FaultResult result : runs.run(trouble)) {
        results.add(result);
        result
            .firstFailures()
            .forEach(why -> err.println("  " + result.front() + " failed: " + why));
        result.guilty().forEach(why -> err.println("  " + result.front() + ": " + why));
      }
    }
  }

  /// Also at Ctrl-C: what was measured is not lost.
  private void report() {
    List<FaultResult> measured = List.copyOf(results);
    out.print(MarkdownPage.table(FaultPlots.table(measured)));
    out.flush();
    if (directory != null) {
      try {
        ReportFiles.write(directory, page(measured), Map.of("faults", measured))
            .forEach(file -> err.println("bench: wrote " + file.toAbsolutePath()));
      } catch (IOException e) {
        err.println("bench: cannot write to " + directory + ": " + e.getMessage());
      }
    }
  }

  private Page page(List<FaultResult> measured) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Prose(
            "%d calls a second to each front; the fault is on the primary of two nodes."
                .formatted(rate)));
    blocks.addAll(FaultPlots.of(measured));
    return new Page(
        "What a fault costs",
        "All fronts meet the same fault at the same moment, in front of the same nodes.",
        Machine.facts(Provisioned.home(), "bench/bin/bench faults", clock.wall().toString()),
        List.of(new Page.Section("Faults", blocks)));
  }
}
