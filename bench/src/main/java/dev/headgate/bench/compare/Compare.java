package dev.headgate.bench.compare;

import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.Pattern;
import dev.headgate.bench.machine.Affinity;
import dev.headgate.bench.machine.Versions;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Runs a comparison. Everything it starts is ended with it, also at Ctrl-C; what was measured
/// until then can be had by [#soFar] from another thread.
public final class Compare {
  /// What the JVM's compilers make of a process it keeps, and two processes differ by a microsecond
  /// a call: so the median must be over several.
  private static final int ROUNDS_OF_A_PROCESS = 3;

  private final CompareSpec spec;
  private final SteadyClock clock;
  private final Consumer<String> progress;
  private final String began;
  private final Map<String, String> versions;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int roundsRun;

  /// A comparison that is yet to be run.
  ///
  /// @param progress is told a line for each thing that was measured
  public Compare(CompareSpec spec, SteadyClock clock, Consumer<String> progress) {
    this.spec = spec;
    this.clock = clock;
    this.progress = progress;
    began = clock.wall().truncatedTo(ChronoUnit.SECONDS).toString();
    versions = Versions.all(spec.home());
  }

  /// Runs it; takes about `rounds x scenes x contenders x length`, and some minutes for the extras.
  ///
  /// @throws IOException when a contender does not start; it says what that one said
  public Comparison run() throws IOException, InterruptedException {
    Files.createDirectories(spec.work());
    if (spec.pinned()) {
      Affinity.self();
    }
    try (Nodes nodes = new Nodes(2, spec.pinned(), spec.work())) {
      run(nodes);
    } finally {
      if (spec.pinned()) {
        Affinity.release();
      }
    }
    return soFar();
  }

  private void run(Nodes nodes) throws IOException, InterruptedException {
    Contenders makers = new Contenders(spec, nodes.urls());
    Rounds rounds = new Rounds(spec, nodes, clock, progress);
    List<Contender> all = new ArrayList<>();
    try {
      start(all, makers);
      warmUp(all, rounds);
      rounds(all, makers, rounds);
      if (spec.extras()) {
        extras(all, makers, rounds);
      }
    } finally {
      all.forEach(Contender::close);
    }
  }

  private void start(List<Contender> all, Contenders makers)
      throws IOException, InterruptedException {
    all.add(makers.headgate(1));
    all.add(makers.haproxy());
    all.add(makers.nginx());
    for (Map.Entry<String, Path> rival : spec.rivals().entrySet()) {
      all.add(makers.rival(rival.getKey(), rival.getValue()));
    }
    all.add(makers.direct());
  }

  private void warmUp(List<Contender> all, Rounds rounds) throws InterruptedException {
    for (Contender each : all) {
      progress.accept("warming up " + each.name());
      boolean java = each.name().equals(Pairing.HEADGATE) || spec.rivals().containsKey(each.name());
      Load.run(
          rounds
              .load(each, new Pattern.Saturate(), 64)
              .length(java ? spec.warmUp() : spec.warmUp().dividedBy(5)),
          clock);
    }
  }

  private void rounds(List<Contender> all, Contenders makers, Rounds rounds)
      throws IOException, InterruptedException {
    List<Scene> scenes = scenes(all, rounds);
    // Rounds that were disturbed are made up for, but not for ever.
    for (int round = 1; round <= 2 * spec.rounds(); round++) {
      if (round > 1 && round % ROUNDS_OF_A_PROCESS == 1) {
        all.forEach(Contender::close);
        all.clear();
        start(all, makers);
        warmUp(all, rounds);
      }
      int before = rounds.cells().size();
      rounds.round(round, scenes, all);
      synchronized (this) {
        roundsRun = round;
        cells.addAll(rounds.cells().subList(before, rounds.cells().size()));
      }
      Pairing pairing = new Pairing(cells, spec.mostLost());
      if (scenes.stream().allMatch(scene -> pairing.rounds(scene) >= spec.rounds())) {
        return;
      }
    }
  }

  private List<Scene> scenes(List<Contender> all, Rounds rounds) throws InterruptedException {
    List<Scene> scenes = new ArrayList<>();
    spec.connections().forEach(n -> scenes.add(new Scene(Scene.Kind.SATURATED, n)));
    spec.rates().forEach(rate -> scenes.add(new Scene(Scene.Kind.OPEN, rate)));
    if (spec.half()) {
      Cell haproxy =
          rounds.cell(0, new Scene(Scene.Kind.SATURATED, 64), Proxies.named(all, Pairing.HAPROXY));
      int half = 1_000 * (int) (haproxy.callsPerSecond() / 2_000);
      scenes.add(new Scene(Scene.Kind.HALF, Math.max(1000, half)));
    }
    return scenes;
  }

  private void extras(List<Contender> all, Contenders makers, Rounds rounds)
      throws IOException, InterruptedException {
    Extras extras = new Extras(spec, makers, rounds, clock, progress);
    Contender gateway = Proxies.named(all, Pairing.HEADGATE);
    List<Contender> proxies = Proxies.of(all);
    try {
      // Before the large answers, whose buffers stay.
      extras.slowReaders(proxies);
      extras.largeAnswers(proxies);
      extras.twoLoops(gateway);
      extras.starts(steady());
      extras.systemCalls(proxies);
      extras.allocations(gateway);
    } finally {
      synchronized (this) {
        figures.addAll(extras.figures());
        notes.addAll(extras.notes());
      }
    }
  }

  /// The gateway's calls per second with about 64 connections, warm.
  private double steady() {
    List<Cell> saturated =
        cells.stream()
            .filter(cell -> cell.contender().equals(Pairing.HEADGATE))
            .filter(cell -> cell.scene().kind() == Scene.Kind.SATURATED)
            .toList();
    int nearest =
        saturated.stream()
            .mapToInt(Cell::connections)
            .boxed()
            .min(Comparator.comparingInt(connections -> Math.abs(connections - 64)))
            .orElse(0);
    return Quartiles.of(
            saturated.stream()
                .filter(cell -> cell.connections() == nearest)
                .map(Cell::callsPerSecond)
                .toList())
        .median();
  }

  /// What has been measured until now. From any thread.
  public synchronized Comparison soFar() {
    Pairing pairing = new Pairing(cells, spec.mostLost());
    List<Ratio> ratios = new ArrayList<>(pairing.ratios(Pairing.HAPROXY));
    ratios.addAll(pairing.ratios(Pairing.NGINX));
    return new Comparison(
        began,
        versions,
        command(),
        roundsRun,
        pairing.thrownAway(),
        List.copyOf(cells),
        ratios,
        List.copyOf(figures),
        Goals.judge(ratios, figures),
        List.copyOf(notes));
  }

  private String command() {
    StringBuilder text = new StringBuilder("bench/bin/bench compare --rounds " + spec.rounds());
    text.append(" --connections ").append(Proxies.list(spec.connections()));
    text.append(" --rates ").append(Proxies.list(spec.rates()));
    text.append(" --seconds ").append(spec.length().toSeconds());
    text.append(" --warm-up ").append(spec.warmUp().toSeconds());
    spec.rivals().forEach((name, path) -> text.append(" --rival ").append(name + "=" + path));
    text.append(spec.pinned() ? " --pin" : "");
    return text + (spec.half() ? "" : " --no-half") + (spec.extras() ? "" : " --no-extras");
  }
}
