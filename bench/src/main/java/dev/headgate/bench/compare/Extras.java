package dev.headgate.bench.compare;

import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadResult;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Mix;
import dev.headgate.bench.load.Pattern;
import dev.headgate.bench.machine.Allocations;
import dev.headgate.bench.machine.Child;
import dev.headgate.bench.machine.Plain;
import dev.headgate.bench.machine.Strace;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What is measured beside the rounds: start-up, memory, system calls, large answers, slow readers.
final class Extras {
  static final String START = "start to first proxied answer";
  static final String FIRST_SECOND = "calls in the first second / steady";
  static final String IDLE = "resident memory, idle";
  static final String AT_256 = "resident memory, 256 connections";
  static final String SYSTEM_CALLS = "system calls per call";
  static final String HEAP = "heap allocated per call";
  static final String LARGE_CPU = "CPU per answer of 1 MB";
  static final String LARGE_RATIO = "1 MB answer: CPU / HAProxy's";
  static final String LARGE_HEAP = "heap per answer of 1 MB";
  static final String SLOW = "64 slow readers of 1 MB: extra memory";
  static final String LOOPS = "two loops / one loop, CPU per call";

  private static final int LARGE = 1_000_000;
  private static final int LARGE_CONNECTIONS = 8;
  private static final int SLOW_READERS = 64;
  private static final int STARTS = 3;
  private static final int PAIRS = 5;

  /// Until a contender is idle: a gateway warms up for some eight seconds, and then gives back what
  /// its compilers needed.
  private static final Duration REST = Duration.ofSeconds(20);

  /// A gateway gives back every five seconds what its compilers needed.
  private static final Duration SETTLE = Duration.ofSeconds(7);

  private final CompareSpec spec;
  private final Contenders contenders;
  private final Rounds rounds;
  private final SteadyClock clock;
  private final Consumer<String> progress;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  Extras(
      CompareSpec spec,
      Contenders contenders,
      Rounds rounds,
      SteadyClock clock,
      Consumer<String> progress) {
    this.spec = spec;
    this.contenders = contenders;
    this.rounds = rounds;
    this.clock = clock;
    this.progress = progress;
  }

  List<Figure> figures() {
    return figures;
  }

  List<String> notes() {
    return notes;
  }

  /// Something that starts a contender without waiting for it.
  @FunctionalInterface
  private interface Starter {
    Contender start() throws IOException;
  }

  private void add(String contender, String name, String unit, double value) {
    Figure figure = new Figure(contender, name, unit, value);
    figures.add(figure);
    progress.accept("%s: %s %,.2f %s".formatted(contender, name, value, unit));
  }

  /// From the launcher's start to the first answer that came through, the median of a few starts;
  /// the last one's memory while it has nothing to do, and under 256 connections.
  ///
  /// @param steady the gateway's calls per second with 64 connections, warm
  void starts(double steady) throws IOException, InterruptedException {
    startAndMemory(Pairing.HAPROXY, contenders::haproxyUnready);
    startAndMemory(Pairing.NGINX, contenders::nginxUnready);
    startAndMemory(
        Pairing.HEADGATE,
        () -> contenders.headgateUnready(Pairing.HEADGATE, 1, contenders.chains(1)));
    firstSecond(steady);
  }

  private void startAndMemory(String name, Starter starter)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long before = clock.nanos();
      try (Contender started = starter.start()) {
        millis.add(firstAnswer(started, before));
        if (i == STARTS - 1) {
          memory(started);
        }
      }
    }
    add(name, START, "ms", Quartiles.of(millis).median());
  }

  private double firstAnswer(Contender started, long before) throws IOException {
    while (!Plain.answers(started.url())) {
      if (clock.nanos() - before > Duration.ofSeconds(40).toNanos()) {
        throw new IOException(started.name() + " does not answer");
      }
      Pause.of(Duration.ofMillis(1));
    }
    return (clock.nanos() - before) / 1e6;
  }

  private void memory(Contender started) throws InterruptedException {
    Pause.of(REST);
    add(started.name(), IDLE, "MiB", started.residentMib());
    // A heap takes some seconds to grow to what it will have.
    Duration length = spec.length().multipliedBy(3);
    Load load = Load.start(rounds.load(started, new Pattern.Saturate(), 256).length(length), clock);
    double most = 0;
    long end = clock.nanos() + length.toNanos();
    while (clock.nanos() < end) {
      Pause.of(Duration.ofMillis(100));
      most = Math.max(most, started.residentMib());
    }
    load.await();
    add(started.name(), AT_256, "MiB", most);
  }

  /// How much of its steady rate a gateway reaches that has just said it is ready.
  private void firstSecond(double steady) throws IOException, InterruptedException {
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (Contender started =
          contenders.headgateUnready(Pairing.HEADGATE, 1, contenders.chains(1))) {
        if (!Pause.until(
            () -> Plain.get(started.url().resolve("/readyz")).isPresent(),
            Duration.ofSeconds(40))) {
          throw new IOException("the gateway does not get ready");
        }
        LoadResult first =
            Load.run(
                rounds.load(started, new Pattern.Saturate(), 64).length(Duration.ofSeconds(1)),
                clock);
        shares.add(first.answered() / steady);
      }
    }
    add(Pairing.HEADGATE, FIRST_SECOND, "", Quartiles.of(shares).median());
  }

  /// CPU per call with two event loops over that with one, in turns.
  void twoLoops(Contender one) throws IOException, InterruptedException {
    try (Contender two = contenders.headgate(2)) {
      Load.run(rounds.load(two, new Pattern.Saturate(), 64).length(spec.warmUp()), clock);
      List<List<Double>> micros = cpu(List.of(two, one), Mix.BLOCK_NUMBER, 64, LOOPS);
      add(Pairing.HEADGATE, LOOPS, "", paired(micros.get(0), micros.get(1)));
    }
  }

  /// CPU microseconds per answer of each contender in each undisturbed turn, in reverse in every
  /// second one.
  private List<List<Double>> cpu(List<Contender> all, Mix mix, int connections, String what)
      throws InterruptedException {
    List<List<Double>> quiet = new ArrayList<>();
    all.forEach(each -> quiet.add(new ArrayList<>()));
    for (int turn = 0; turn < 2 * PAIRS && quiet.getFirst().size() < PAIRS; turn++) {
      Double[] micros = new Double[all.size()];
      boolean disturbed = false;
      for (int i = 0; i < micros.length; i++) {
        int at = turn % 2 == 0 ? i : micros.length - 1 - i;
        Contender contender = all.get(at);
        Rounds.Measured measured =
            rounds.measure(
                rounds.load(contender, new Pattern.Saturate(), connections).mix(mix), contender);
        micros[at] = measured.cpu().total() * 1e6 / measured.result().answered();
        disturbed |= measured.lost() >= spec.mostLost();
      }
      for (int i = 0; i < micros.length && !disturbed; i++) {
        quiet.get(i).add(micros[i]);
      }
    }
    if (quiet.getFirst().size() < PAIRS) {
      notes.add(
          "%s: only %d of %d turns were undisturbed"
              .formatted(what, quiet.getFirst().size(), PAIRS));
    }
    return quiet;
  }

  /// CPU per answer of a megabyte, in turns.
  void largeAnswers(List<Contender> proxies) throws InterruptedException {
    Mix logs = Mix.logs(LARGE);
    for (Contender each : proxies) {
      // Buffers grow, and the JIT compiles, with the first ones.
      Load.run(
          rounds
              .load(each, new Pattern.Saturate(), LARGE_CONNECTIONS)
              .mix(logs)
              .length(spec.warmUp().dividedBy(3)),
          clock);
    }
    List<List<Double>> micros = cpu(proxies, logs, LARGE_CONNECTIONS, LARGE_RATIO);
    for (int p = 0; p < proxies.size(); p++) {
      String name = proxies.get(p).name();
      add(name, LARGE_CPU, "us", Quartiles.of(micros.get(p)).median());
      add(name, LARGE_RATIO, "", paired(micros.get(p), micros.get(indexOfHaproxy(proxies))));
    }
  }

  private static int indexOfHaproxy(List<Contender> proxies) {
    return proxies.stream().map(Contender::name).toList().indexOf(Pairing.HAPROXY);
  }

  private static double paired(List<Double> one, List<Double> other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      ratios.add(one.get(i) / other.get(i));
    }
    return Quartiles.of(ratios).median();
  }

  /// What a proxy's memory grows by while clients read megabytes slowly. They do so twice: what
  /// stays from the first time counts, but what a JVM's compilers took for it, and gave back, does
  /// not.
  void slowReaders(List<Contender> proxies) throws InterruptedException {
    for (Contender each : proxies) {
      Pause.of(SETTLE);
      double before = each.residentMib();
      mostWithSlowReaders(each);
      Pause.of(SETTLE);
      add(each.name(), SLOW, "MiB", mostWithSlowReaders(each) - before);
    }
  }

  private double mostWithSlowReaders(Contender contender) throws InterruptedException {
    // They would take ten seconds each, and are watched for five of them.
    Load load =
        Load.start(
            rounds
                .load(contender, new Pattern.Saturate(), SLOW_READERS)
                .mix(Mix.logs(LARGE))
                .readRate(LARGE / 10)
                .patience(Duration.ofSeconds(30)),
            clock);
    double most = contender.residentMib();
    for (int i = 0; i < 50; i++) {
      Pause.of(Duration.ofMillis(100));
      most = Math.max(most, contender.residentMib());
    }
    load.stop();
    load.await();
    return most;
  }

  /// System calls per call, by strace.
  void systemCalls(List<Contender> proxies) throws InterruptedException {
    if (!Strace.isThere()) {
      notes.add("system calls were not counted: there is no strace");
      return;
    }
    for (Contender each : proxies) {
      try {
        systemCalls(each);
      } catch (IOException e) {
        notes.add("system calls of " + each.name() + " were not counted: " + e.getMessage());
      }
    }
  }

  private void systemCalls(Contender contender) throws IOException, InterruptedException {
    Child child = contender.process().orElseThrow();
    // Long enough that making the connections hardly shows, slow as strace makes everything.
    LoadSpec load =
        rounds.load(contender, new Pattern.Saturate(), 64).length(spec.length().multipliedBy(8));
    // A master does nothing: of several processes the busiest is looked at.
    Strace strace = Strace.attach(child.busiest(), spec.work());
    LoadResult result;
    Map<String, Long> counts;
    try {
      result = Load.run(load, clock);
    } finally {
      counts = strace.counts();
    }
    double sum = counts.values().stream().mapToLong(Long::longValue).sum();
    add(contender.name(), SYSTEM_CALLS, "calls", sum / result.answered());
    counts.entrySet().stream()
        .limit(5)
        .forEach(each ->
            add(
                contender.name(),
                each.getKey() + " per call",
                "calls",
                (double) each.getValue() / result.answered()));
  }

  /// Heap that the gateway allocates for a call, and for an answer of a megabyte.
  void allocations(Contender gateway) throws InterruptedException {
    long pid = gateway.process().orElseThrow().pid();
    try (Allocations allocations = Allocations.of(pid)) {
      add(
          Pairing.HEADGATE,
          HEAP,
          "bytes",
          heap(allocations, rounds.load(gateway, new Pattern.Saturate(), 64)));
      add(
          Pairing.HEADGATE,
          LARGE_HEAP,
          "bytes",
          heap(
              allocations,
              rounds
                  .load(gateway, new Pattern.Saturate(), LARGE_CONNECTIONS)
                  .mix(Mix.logs(LARGE))));
    } catch (IOException e) {
      notes.add("the gateway's allocation was not measured: " + e.getMessage());
    }
  }

  private double heap(Allocations allocations, LoadSpec load)
      throws IOException, InterruptedException {
    // What probes and the measuring itself allocate meanwhile is taken off.
    long idleFrom = allocations.bytes();
    Pause.of(spec.length());
    long from = allocations.bytes();
    LoadResult result = Load.run(load, clock);
    long to = allocations.bytes();
    return Math.max(0, (double) (to - from) - (from - idleFrom)) / result.answered();
  }
}
