package dev.headgate.bench.compare;

import dev.headgate.bench.compare.ScaleResult.Point;
import dev.headgate.bench.compare.ScaleResult.Series;
import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Mix;
import dev.headgate.bench.load.Pattern;
import dev.headgate.bench.machine.Descriptors;
import dev.headgate.bench.machine.ProcStat;
import dev.headgate.bench.machine.Versions;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs the scale series: Headgate and HAProxy at each size, one after the other.
public final class Scale {
  private static final List<Integer> CONNECTIONS = List.of(1, 10, 100, 1000, 5000, 10_000);
  private static final List<Integer> CHAINS = List.of(1, 5, 10, 25, 50);
  private static final List<Integer> ANSWERS =
      List.of(100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 50_000_000);
  private static final List<Integer> BATCHES = List.of(1, 10, 100, 1000);

  private static final int RATE = 2000;
  private static final int FEW = 4;
  private static final Duration IDLE = Duration.ofSeconds(1);

  private final CompareSpec spec;
  private final int largest;
  private final SteadyClock clock;
  private final Consumer<String> progress;
  private final String began;
  private final List<Series> series = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /// Series that are yet to be run.
  ///
  /// @param spec of which `length`, `warmUp`, `home` and `work` count
  /// @param largest sizes beyond it are left out
  /// @param progress is told a line for each point
  public Scale(CompareSpec spec, int largest, SteadyClock clock, Consumer<String> progress) {
    this.spec = spec;
    this.largest = largest;
    this.clock = clock;
    this.progress = progress;
    began = clock.wall().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// Runs all of them.
  ///
  /// @throws IOException when a contender does not start
  public ScaleResult run() throws IOException, InterruptedException {
    Files.createDirectories(spec.work());
    try (Nodes nodes = new Nodes(2, spec.pinned(), spec.work())) {
      Contenders makers = new Contenders(spec, nodes.urls());
      Rounds rounds = new Rounds(spec, nodes, clock, progress);
      List<Contender> all = new ArrayList<>();
      try {
        all.add(makers.headgate(1));
        all.add(makers.haproxy());
        for (Contender each : all) {
          progress.accept("warming up " + each.name());
          Load.run(rounds.load(each, new Pattern.Saturate(), 64).length(spec.warmUp()), clock);
        }
        connections(all, rounds);
        answers(all, rounds);
        batches(all, rounds);
      } finally {
        all.forEach(Contender::close);
      }
      chains(makers, rounds);
    }
    return soFar();
  }

  /// What there is until now. From any thread.
  public synchronized ScaleResult soFar() {
    return new ScaleResult(
        began,
        Versions.all(spec.home()),
        "bench/bin/bench scale --seconds %d --warm-up %d"
            .formatted(spec.length().toSeconds(), spec.warmUp().toSeconds()),
        List.copyOf(series),
        List.copyOf(notes));
  }

  private synchronized void add(String name, String unit, String load, List<Point> points) {
    series.add(new Series(name, unit, load, List.copyOf(points)));
  }

  private synchronized void note(String what) {
    notes.add(what);
    progress.accept(what);
  }

  private List<Integer> upTo(List<Integer> sizes) {
    return sizes.stream().filter(size -> size <= largest).toList();
  }

  private void connections(List<Contender> all, Rounds rounds) throws InterruptedException {
    List<Point> points = new ArrayList<>();
    for (int count : upTo(CONNECTIONS)) {
      for (Contender each : all) {
        int possible = Descriptors.connections(each.name().equals(Pairing.HAPROXY) ? 2 : 1);
        if (count > possible) {
          note(
              "%,d connections through %s were left out: the limit of open files (ulimit -n) is %,d, enough for %,d"
                  .formatted(count, each.name(), Descriptors.limit(), possible));
        } else {
          points.add(point(count, each, rounds.load(each, poisson(), count), rounds));
        }
      }
    }
    add("connections", "connections", "%,d calls/s".formatted(RATE), points);
  }

  private static Pattern poisson() {
    return new Pattern.Poisson(RATE, 1);
  }

  private void answers(List<Contender> all, Rounds rounds) throws InterruptedException {
    List<Point> points = new ArrayList<>();
    for (int bytes : upTo(ANSWERS)) {
      for (Contender each : all) {
        LoadSpec load = rounds.load(each, new Pattern.Saturate(), FEW).mix(Mix.logs(bytes));
        points.add(point(bytes, each, load, rounds));
      }
    }
    add("answer", "bytes", FEW + " connections, saturated", points);
  }

  private void batches(List<Contender> all, Rounds rounds) throws InterruptedException {
    List<Point> points = new ArrayList<>();
    for (int calls : upTo(BATCHES)) {
      for (Contender each : all) {
        LoadSpec load = rounds.load(each, new Pattern.Saturate(), FEW).batch(calls);
        points.add(point(calls, each, load, rounds));
      }
    }
    add("batch", "calls in a batch", FEW + " connections, saturated", points);
  }

  private void chains(Contenders makers, Rounds rounds) throws IOException, InterruptedException {
    List<Point> points = new ArrayList<>();
    for (int count : upTo(CHAINS)) {
      try (Contender gateway =
          Contenders.serving(makers.headgateUnready(Pairing.HEADGATE, 1, makers.chains(count)))) {
        Load.run(rounds.load(gateway, new Pattern.Saturate(), 64).length(spec.warmUp()), clock);
        points.add(point(count, gateway, rounds.load(gateway, poisson(), 64), rounds));
      }
    }
    add("chains", "chains", "%,d calls/s to one of them".formatted(RATE), points);
  }

  private Point point(double x, Contender contender, LoadSpec load, Rounds rounds)
      throws InterruptedException {
    ProcStat.Cpu before = contender.cpu();
    Pause.of(IDLE);
    double idle = contender.cpu().since(before).total() * 1e6;
    Rounds.Measured measured = rounds.measure(load, contender);
    long calls = measured.result().answered() * load.batch();
    Point point =
        new Point(
            x,
            contender.name(),
            calls == 0 ? Double.NaN : measured.cpu().total() * 1e6 / calls,
            measured.result().micros(50),
            measured.result().micros(99),
            measured.result().rate() * load.batch(),
            measured.result().failed(),
            contender.residentMib(),
            idle);
    progress.accept(
        "%,.0f %s: CPU %,.1f us/call, p50 %,.0f us, p99 %,.0f us%s"
            .formatted(
                x,
                contender.name(),
                point.cpuMicros(),
                point.p50Micros(),
                point.p99Micros(),
                Optional.of(measured.result().failures())
                    .filter(failures -> !failures.isEmpty())
                    .map(failures -> ", FAILED " + failures)
                    .orElse("")));
    return point;
  }
}
