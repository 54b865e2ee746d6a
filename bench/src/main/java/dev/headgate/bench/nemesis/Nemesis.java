package dev.headgate.bench.nemesis;

import dev.headgate.bench.anvil.AnvilChain;
import dev.headgate.bench.fault.Contents;
import dev.headgate.bench.fault.Onset;
import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.front.HeadgateFront;
import dev.headgate.bench.front.HeadgateFront.ChainAt;
import dev.headgate.bench.front.NodeAt;
import dev.headgate.bench.load.EndedCall;
import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Mix;
import dev.headgate.bench.load.Pattern;
import dev.headgate.bench.nemesis.ChainRun.Change;
import dev.headgate.bench.nemesis.NemesisJudge.Verdict;
import dev.headgate.bench.nemesis.NemesisPlan.Deed;
import dev.headgate.bench.nemesis.NemesisPlan.Step;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.Simulation;
import dev.headgate.simulate.check.FitHeads;
import dev.headgate.simulate.check.FitHeads.NodeHeads;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One run of a [NemesisPlan].
public final class Nemesis implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String SIMULATED = "simulated";
  private static final String REAL = "anvil";
  private static final long CHAIN_ID = 4243;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration AFTERMATH = Duration.ofSeconds(8);
  private static final int STALE_FROM = 2;
  private static final int SIMULATED_RATE = 150;
  private static final int REAL_RATE = 50;

  /// So much of the load may be under way to a node when it dies, twice within a window.
  private static final int MOVED = 2 * 3 * SIMULATED_RATE;

  private static final int LATEST = 100;
  private static final int CONNECTIONS = 16;
  private static final int KEPT = 512;
  private static final int REMEMBERED = 1 << 20;
  private static final long FIRST_TAG = 2_000_000_000_000L;
  private static final long TAGS = 100_000_000L;
  private static final Mix READS =
      new Mix(
          List.of(
              new Mix.Method("eth_blockNumber", "[]", 2),
              new Mix.Method(
                  "eth_getBalance", "[\"0x" + "0".repeat(27) + Mix.TAG + "\",\"latest\"]", 1)));

  private final SteadyClock clock;
  private final NemesisPlan plan;
  private final Duration length;
  private final Consumer<String> progress;
  private final Simulation simulation;
  private final AnvilChain anvils;
  private final HeadgateFront gateway;
  private final Witness witness;
  private final Map<String, List<Span>> troubles = new ConcurrentHashMap<>();
  private volatile Optional<Starvation> starvation = Optional.empty();

  private Nemesis(NemesisPlan plan, Duration length, SteadyClock clock, Consumer<String> progress)
      throws IOException {
    this.plan = plan;
    this.length = length;
    this.clock = clock;
    this.progress = progress;
    simulation =
        Simulation.of(clock)
            .chain(SIMULATED, CHAIN_ID, Duration.ofSeconds(1), 2)
            .remembered(REMEMBERED)
            .start();
    anvils = AnvilChain.start(clock);
    gateway =
        HeadgateFront.start(
            HeadgateFront.Spec.of(chains())
                .settings("health: {failbackAfter: 2s, flapWindow: 0s}\n"));
    witness =
        Witness.of(chains().values().stream().flatMap(at -> at.nodes().stream()).toList(), clock);
  }

  private Map<String, ChainAt> chains() {
    Map<String, ChainAt> chains = new LinkedHashMap<>();
    chains.put(SIMULATED, new ChainAt(CHAIN_ID, "1s", simulatedNodes()));
    chains.put(REAL, new ChainAt(AnvilChain.CHAIN_ID, "1s", anvils.list()));
    return chains;
  }

  private List<NodeAt> simulatedNodes() {
    return simulation.nodes(SIMULATED).stream()
        .map(node -> new NodeAt(node.name(), node.uri(), Optional.of(node.wsUri())))
        .toList();
  }

  /// Runs the plan of a seed.
  ///
  /// @param progress is told what is done when
  /// @return what was found: a line for each chain, and a sentence for each broken promise
  public static Outcome run(
      long seed, Duration length, SteadyClock clock, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (Nemesis nemesis = new Nemesis(NemesisPlan.of(seed, length), length, clock, progress)) {
      return nemesis.run();
    }
  }

  /// What a run found.
  ///
  /// @param deeds how many faults there were
  public record Outcome(long seed, int deeds, List<String> lines, List<String> guilty) {
    public boolean isInnocent() {
      return guilty.isEmpty();
    }
  }

  private Outcome run() throws InterruptedException {
    warmUp();
    Queue<EndedCall> simulated = new ConcurrentLinkedQueue<>();
    Queue<EndedCall> real = new ConcurrentLinkedQueue<>();
    Load first = start(SIMULATED, SIMULATED_RATE, length, Contents.WITH_WRITES, 1, simulated);
    Load second = start(REAL, REAL_RATE, length, READS, 2, real);
    try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(4)) {
      List<Future<?>> deeds = new ArrayList<>();
      for (Step step : plan.steps()) {
        deeds.addAll(schedule(step, first.startNanos(), timer));
      }
      first.await();
      second.await();
      for (Future<?> deed : deeds) {
        deed.get();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a deed failed", failed.getCause());
    }
    anvils.verify();
    return judged(List.copyOf(simulated), List.copyOf(real));
  }

  private void warmUp() throws InterruptedException {
    Load one =
        start(
            SIMULATED,
            2 * SIMULATED_RATE,
            WARM_UP,
            Contents.WITH_WRITES,
            3,
            new ConcurrentLinkedQueue<>());
    Load other = start(REAL, 2 * REAL_RATE, WARM_UP, READS, 4, new ConcurrentLinkedQueue<>());
    one.await();
    other.await();
  }

  private Load start(
      String chain, int rate, Duration forSoLong, Mix mix, int number, Queue<EndedCall> into)
      throws InterruptedException {
    LoadSpec spec =
        LoadSpec.of(gateway.url(chain), new Pattern.Fixed(rate), forSoLong)
            .connections(CONNECTIONS)
            .mix(mix)
            .patience(PATIENCE)
            .firstTag(FIRST_TAG + number * TAGS)
            .keep(KEPT)
            .seed(plan.seed());
    return Load.start(spec, clock, into::add);
  }

  private List<Future<?>> schedule(Step step, long start, ScheduledExecutorService timer) {
    long[] began = new long[1];
    return List.of(
        timer.schedule(
            () -> {
              progress.accept("%6.1f s: %s".formatted(step.at().toMillis() / 1e3, told(step)));
              began[0] = clock.nanos();
              begin(step.deed());
            },
            start + step.at().toNanos() - clock.nanos(),
            TimeUnit.NANOSECONDS),
        timer.schedule(
            () -> {
              end(step.deed());
              blamed(step.deed())
                  .ifPresent(node ->
                      troubles
                          .computeIfAbsent(node, _ -> new CopyOnWriteArrayList<>())
                          .add(new Span(began[0], clock.nanos())));
            },
            start + step.end().toNanos() - clock.nanos(),
            TimeUnit.NANOSECONDS));
  }

  private String told(Step step) {
    String what =
        switch (step.deed()) {
          case Deed.Simulated(int _, String fault) -> fault;
          case Deed.Real(int _, NemesisPlan.Act act) -> act.toString();
          case Deed.PauseGateway() -> "SIGSTOP";
          case Deed.StarveGateway() -> "starved";
        };
    return "%s: %s, for %.1f s"
        .formatted(blamed(step.deed()).orElse("gateway"), what, step.lasts().toMillis() / 1e3);
  }

  /// The node that a deed is done to.
  private Optional<String> blamed(Deed deed) {
    return switch (deed) {
      case Deed.Simulated(int node, String _) -> Optional.of(simulated(node).name());
      case Deed.Real(int node, NemesisPlan.Act _) -> Optional.of(anvils.list().get(node).name());
      case Deed.PauseGateway(), Deed.StarveGateway() -> Optional.empty();
    };
  }

  private SimulatedNode simulated(int node) {
    return simulation.nodes(SIMULATED).get(node);
  }

  private void begin(Deed deed) {
    switch (deed) {
      case Deed.Simulated(int node, String fault) -> Onset.of(Fault.parse(fault), simulated(node));
      case Deed.Real(int node, NemesisPlan.Act act) -> {
        switch (act) {
          case KILL -> anvils.kill(node);
          case STOP -> anvils.stop(node);
          case HOLD -> anvils.hold(node);
        }
      }
      case Deed.PauseGateway() -> gateway.process().signal("STOP");
      case Deed.StarveGateway() -> starvation = Optional.of(Starvation.of(gateway.process().pid()));
    }
  }

  private void end(Deed deed) {
    switch (deed) {
      case Deed.Simulated(int node, String _) -> simulated(node).heal();
      case Deed.Real(int node, NemesisPlan.Act act) -> {
        switch (act) {
          case KILL -> anvils.restart(node);
          case STOP -> anvils.proceed(node);
          case HOLD -> anvils.release(node);
        }
      }
      case Deed.PauseGateway() -> gateway.process().signal("CONT");
      case Deed.StarveGateway() -> {
        starvation.ifPresent(Starvation::close);
        starvation = Optional.empty();
      }
    }
  }

  private Outcome judged(List<EndedCall> simulated, List<EndedCall> real) {
    JsonNode history = JSON.readTree(gateway.admin("/history?format=json")).path("chains");
    NemesisJudge judge = new NemesisJudge(AFTERMATH.toNanos(), MOVED);
    List<Verdict> verdicts =
        List.of(
            judge.of(
                new ChainRun(
                    SIMULATED,
                    simulated(0).name(),
                    simulated,
                    simulatedChecker(),
                    simulation.nodes(SIMULATED).stream().map(SimulatedNode::received).toList(),
                    this::excuses,
                    changes(history.path(SIMULATED)),
                    servedLast(simulated))),
            judge.of(
                new ChainRun(
                    REAL,
                    anvils.list().getFirst().name(),
                    real,
                    HistoryChecker.plain().freshest(anvils::headAt).staleFrom(STALE_FROM),
                    List.of(),
                    this::excuses,
                    changes(history.path(REAL)),
                    servedLast(real))));
    List<String> guilty = verdicts.stream().flatMap(verdict -> verdict.guilty().stream()).toList();
    if (!guilty.isEmpty()) {
      progress.accept("What the gateway says of it:\n" + gateway.admin("/history"));
    }
    return new Outcome(
        plan.seed(), plan.steps().size(), verdicts.stream().map(Verdict::line).toList(), guilty);
  }

  private List<Span> excuses(String node) {
    return Stream.of(troubles.getOrDefault(node, List.of()), witness.silences(node))
        .flatMap(List::stream)
        .toList();
  }

  private HistoryChecker simulatedChecker() {
    List<NodeHeads> heads =
        simulation.nodes(SIMULATED).stream()
            .map(node ->
                new NodeHeads(
                    nanos -> node.headWhenWell(instant(nanos)),
                    troubles.getOrDefault(node.name(), List.of())))
            .toList();
    return HistoryChecker.plain()
        .freshest(new FitHeads(heads, GRACE.toNanos()))
        .staleFrom(STALE_FROM)
        .belongs(
            new Contents(
                CHAIN_ID, nanos -> simulation.chain(SIMULATED).truth().headAt(instant(nanos))));
  }

  private List<Change> changes(JsonNode changes) {
    List<Change> all = new ArrayList<>();
    for (JsonNode change : changes) {
      JsonNode failover = change.path("failover");
      Instant at = Instant.parse(failover.path("at").asString());
      long ago = Duration.between(at, clock.wall()).toNanos();
      all.add(
          new Change(
              clock.nanos() - ago,
              failover.path("from").asString(""),
              failover.path("to").asString(""),
              failover.path("reason").asString("")));
    }
    return all;
  }

  /// By most of the latest calls: one by itself may have gone where a new head was first.
  private static String servedLast(List<EndedCall> calls) {
    return calls.stream()
        .filter(call -> !call.failed())
        .sorted(Comparator.comparingLong(EndedCall::dueNanos).reversed())
        .limit(LATEST)
        .collect(
            Collectors.groupingBy(
                call -> call.header(FrontKind.NODE_HEADER), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private Instant instant(long nanos) {
    return clock.instant().minusNanos(clock.nanos() - nanos);
  }

  @Override
  public void close() {
    starvation.ifPresent(Starvation::close);
    witness.close();
    gateway.close();
    anvils.close();
    simulation.close();
  }
}
