package dev.headgate.bench.compare;

import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadResult;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Pattern;
import dev.headgate.bench.machine.Proc;
import dev.headgate.bench.machine.ProcStat;
import dev.headgate.time.SteadyClock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Puts one load after the other on the contenders, and books what each cost.
final class Rounds {
  private static final int OPEN_CONNECTIONS = 64;

  private final CompareSpec spec;
  private final Nodes nodes;
  private final SteadyClock clock;
  private final Consumer<String> progress;
  private final List<Cell> cells = new ArrayList<>();
  private long tag = 3_000_000_000_000L;

  Rounds(CompareSpec spec, Nodes nodes, SteadyClock clock, Consumer<String> progress) {
    this.spec = spec;
    this.nodes = nodes;
    this.clock = clock;
    this.progress = progress;
  }

  List<Cell> cells() {
    return cells;
  }

  /// A load on one contender, whose tags no other load of this comparison has.
  LoadSpec load(Contender on, Pattern pattern, int connections) {
    tag += 1_000_000_000L;
    return LoadSpec.of(on.url(), pattern, spec.length()).connections(connections).firstTag(tag);
  }

  /// All scenes with all contenders. In each scene one follows the other; every second round in
  /// reverse, so that what drifts favours nobody.
  void round(int number, List<Scene> scenes, List<Contender> contenders)
      throws InterruptedException {
    List<Contender> order = number % 2 == 1 ? contenders : contenders.reversed();
    for (Scene scene : scenes) {
      for (Contender contender : order) {
        Cell cell = cell(number, scene, contender);
        cells.add(cell);
        progress.accept(line(cell));
      }
    }
  }

  private String line(Cell cell) {
    return "round %d, %-26s %-9s %,8.0f calls/s, CPU %5.1f us, p50 %,7.0f us, p99 %,7.0f us%s%s"
        .formatted(
            cell.round(),
            cell.scene(),
            cell.contender(),
            cell.callsPerSecond(),
            cell.cpuMicros(),
            cell.p50Micros(),
            cell.p99Micros(),
            cell.failed() > 0 ? ", FAILED " + cell.failed() : "",
            cell.lostCpu() >= spec.mostLost()
                ? ", %.0f %% of the CPU lost".formatted(cell.lostCpu() * 100)
                : "");
  }

  Cell cell(int round, Scene scene, Contender contender) throws InterruptedException {
    boolean saturated = scene.kind() == Scene.Kind.SATURATED;
    int connections = saturated ? scene.number() : OPEN_CONNECTIONS;
    Pattern pattern =
        saturated ? new Pattern.Saturate() : new Pattern.Poisson(scene.number(), round);
    Measured measured = measure(load(contender, pattern, connections), contender);
    LoadResult result = measured.result();
    double perCall = result.answered() == 0 ? Double.NaN : 1e6 / result.answered();
    return new Cell(
        round,
        contender.name(),
        scene,
        connections,
        saturated ? 0 : scene.number(),
        result.rate(),
        measured.cpu().user() * perCall,
        measured.cpu().system() * perCall,
        result.micros(50),
        result.micros(99),
        result.micros(99.9),
        result.answered(),
        result.failed(),
        measured.received(),
        measured.lost(),
        measured.client().total() * perCall);
  }

  /// A load and what it cost.
  ///
  /// @param cpu of the contender
  /// @param client of this process
  /// @param received by the nodes
  /// @param lost share of the machine's CPU that went elsewhere
  record Measured(
      LoadResult result, ProcStat.Cpu cpu, ProcStat.Cpu client, long received, double lost) {}

  Measured measure(LoadSpec load, Contender contender) throws InterruptedException {
    long self = ProcessHandle.current().pid();
    long received = nodes.received();
    ProcStat.Cpu before = contender.cpu();
    ProcStat.Cpu nodesBefore = nodes.cpu();
    ProcStat.Cpu clientBefore = Proc.cpu(self);
    ProcStat.Host host = Proc.host();
    LoadResult result = Load.run(load, clock);
    ProcStat.Cpu cpu = contender.cpu().since(before);
    ProcStat.Cpu client = Proc.cpu(self).since(clientBefore);
    double own = cpu.total() + client.total() + nodes.cpu().since(nodesBefore).total();
    return new Measured(
        result, cpu, client, nodes.received() - received, Proc.host().lost(host, own));
  }
}
