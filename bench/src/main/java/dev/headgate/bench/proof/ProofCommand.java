package dev.headgate.bench.proof;

import dev.headgate.bench.compare.Compare;
import dev.headgate.bench.compare.CompareSpec;
import dev.headgate.bench.compare.Scale;
import dev.headgate.bench.fault.FaultResult;
import dev.headgate.bench.fault.FaultRuns;
import dev.headgate.bench.fault.Trouble;
import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.machine.Provisioned;
import dev.headgate.bench.report.Machine;
import dev.headgate.bench.report.Page;
import dev.headgate.bench.report.ReportFiles;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The commands `bench short` and `bench full`.
public final class ProofCommand {
  public static final String USAGE =
      """
      bench short [--out DIRECTORY]
      bench full [--out DIRECTORY]
      """;

  private static final int RATE = 200;
  private static final List<String> SHORT = List.of("kill", "hang", "freeze");

  private final SteadyClock clock = SteadyClock.system();
  private final boolean full;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;
  private final List<FaultResult> faults = new CopyOnWriteArrayList<>();
  private volatile @Nullable Compare compare;
  private volatile @Nullable Scale scale;

  private ProofCommand(boolean full, Path home, PrintStream out, PrintStream err) {
    this.full = full;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /// Runs `short` or `full`.
  ///
  /// @param args what was typed, the command's name first
  /// @return its exit status: 1 when Headgate failed a call or gave a wrong answer, 2 when the
  ///   options are wrong or something is missing
  public static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    boolean named = args.size() == 3 && args.get(1).equals("--out");
    if (args.size() != 1 && !named) {
      err.print(USAGE);
      return 2;
    }
    try {
      Path home = Provisioned.home();
      Path into = named ? Path.of(args.get(2)) : home.resolve("target/bench-report");
      Provisioned.bench(home, err);
      return new ProofCommand(args.getFirst().equals("full"), home, out, err).run(into);
    } catch (IOException | IllegalArgumentException | IllegalStateException wrong) {
      err.println("bench " + args.getFirst() + ": " + wrong.getMessage());
      return 2;
    }
  }

  private int run(Path into) throws IOException, InterruptedException {
    Thread atExit = new Thread(() -> report(into));
    Runtime.getRuntime().addShutdownHook(atExit);
    measure();
    Runtime.getRuntime().removeShutdownHook(atExit);
    report(into);
    boolean sound =
        faults.stream()
            .filter(one -> one.front().equals(FrontKind.HEADGATE.title()))
            .allMatch(FaultResult::isSound);
    return sound ? 0 : 1;
  }

  private void measure() throws IOException, InterruptedException {
    CompareSpec spec = full ? CompareSpec.of(home) : CompareSpec.shortly(home);
    Compare comparing = new Compare(spec, clock, this::say);
    compare = comparing;
    comparing.run();
    List<Trouble> troubles = (full ? Trouble.ALL : SHORT).stream().map(Trouble::parse).toList();
    List<FrontKind> fronts = List.of(FrontKind.values());
    FaultRuns.Plan plan = full ? FaultRuns.Plan.usual(RATE) : FaultRuns.Plan.brief(RATE);
    try (FaultRuns runs = FaultRuns.simulated(fronts, plan, clock)) {
      all(runs, troubles.stream().filter(one -> !Trouble.needsAnvil(one)).toList());
    }
    if (full) {
      try (FaultRuns runs = FaultRuns.real(fronts, plan, clock)) {
        all(runs, troubles.stream().filter(Trouble::needsAnvil).toList());
      }
      Scale scaling = new Scale(spec, Integer.MAX_VALUE, clock, this::say);
      scale = scaling;
      scaling.run();
    }
  }

  private void all(FaultRuns runs, List<Trouble> troubles) throws InterruptedException {
    for (Trouble trouble : troubles) {
      say("fault " + trouble.text());
      faults.addAll(runs.run(trouble));
    }
  }

  private void say(String line) {
    err.println("bench: " + line);
  }

  /// Also at Ctrl-C: what was measured is not lost.
  private void report(Path into) {
    Measured measured =
        new Measured(
            new ArrayList<>(faults),
            Optional.ofNullable(compare).map(Compare::soFar),
            Optional.ofNullable(scale).map(Scale::soFar));
    String command = "bench/bin/bench " + (full ? "full" : "short");
    List<Page.Fact> facts = Machine.facts(home, command, clock.wall().toString());
    try {
      Page page = measured.page(facts);
      out.println(page.lead());
      ReportFiles.write(into, page, measured.figures(facts))
          .forEach(file -> out.println("wrote " + file));
    } catch (IOException e) {
      err.println("bench: cannot write to " + into + ": " + e.getMessage());
    }
  }
}
