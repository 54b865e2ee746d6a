package dev.headgate.bench.fault;

import dev.headgate.bench.front.Front;
import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.front.HeadgateFront;
import dev.headgate.bench.front.Http;
import dev.headgate.bench.front.NodeAt;
import dev.headgate.bench.load.EndedCall;
import dev.headgate.bench.load.Load;
import dev.headgate.bench.load.LoadSpec;
import dev.headgate.bench.load.Mix;
import dev.headgate.bench.load.Pattern;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import dev.headgate.time.Pause;
import dev.headgate.time.SteadyClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Several fronts before the same nodes, and one fault after the other on them. Not thread-safe.
public final class FaultRuns implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration SETTLED = Duration.ofSeconds(25);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  /// A gateway may have judged before the fault was quite switched on.
  private static final Duration EARLY = Duration.ofMillis(300);

  private static final int CONNECTIONS = 16;
  private static final int KEPT = 512;
  private static final long TAGS = 100_000_000L;

  /// How long, and how much.
  ///
  /// @param rate calls a second to each front
  /// @param mix of calls that [Contents] can check
  public record Plan(int rate, Duration before, Duration with, Duration after, Mix mix) {
    /// Four seconds before the fault, six with it, five after.
    public static Plan usual(int rate) {
      return new Plan(
          rate,
          Duration.ofSeconds(4),
          Duration.ofSeconds(6),
          Duration.ofSeconds(5),
          Contents.READS);
    }

    /// Two seconds before the fault, five with it, five after.
    public static Plan brief(int rate) {
      return new Plan(
          rate,
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Contents.READS);
    }

    /// With other calls.
    public Plan mix(Mix other) {
      return new Plan(rate, before, with, after, other);
    }

    Duration length() {
      return before.plus(with).plus(after);
    }
  }

  private final SteadyClock clock;
  private final Nodes nodes;
  private final Plan plan;
  private final List<Front> fronts = new ArrayList<>();
  private long nextTag = 1_000_000_000_000L;

  private FaultRuns(SteadyClock clock, Nodes nodes, Plan plan) {
    this.clock = clock;
    this.nodes = nodes;
    this.plan = plan;
  }

  /// Fronts before two simulated nodes, warm.
  public static FaultRuns simulated(List<FrontKind> kinds, Plan plan, SteadyClock clock)
      throws IOException, InterruptedException {
    return start(starters(kinds), plan, clock, new SimulatedNodes(clock));
  }

  /// Fronts before two anvils, warm.
  public static FaultRuns real(List<FrontKind> kinds, Plan plan, SteadyClock clock)
      throws IOException, InterruptedException {
    return start(starters(kinds), plan, clock, AnvilNodes.start(clock));
  }

  /// Starts a front before nodes, the primary first.
  interface Starter {
    Front start(long chainId, List<NodeAt> nodes) throws IOException;
  }

  private static List<Starter> starters(List<FrontKind> kinds) {
    return kinds.stream().<Starter>map(kind -> kind::start).toList();
  }

  /// One front of any kind before two simulated nodes, warm.
  static FaultRuns simulated(Starter starter, Plan plan, SteadyClock clock)
      throws IOException, InterruptedException {
    return start(List.of(starter), plan, clock, new SimulatedNodes(clock));
  }

  private static FaultRuns start(List<Starter> starters, Plan plan, SteadyClock clock, Nodes nodes)
      throws IOException, InterruptedException {
    FaultRuns runs = new FaultRuns(clock, nodes, plan);
    try {
      for (Starter starter : starters) {
        runs.fronts.add(starter.start(nodes.chainId(), nodes.list()));
      }
      // The first calls of a JVM are its slowest, and no fault's doing.
      runs.load(2 * plan.rate(), WARM_UP);
      return runs;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      runs.close();
      throw failed;
    }
  }

  /// One fault, from a moment at which all is well.
  ///
  /// @return a result for each front
  public List<FaultResult> run(Trouble trouble) throws InterruptedException {
    awaitPrimary();
    List<Running> running = start(plan.rate(), plan.length());
    long start = running.getFirst().load().startNanos();
    Instant wall = clock.wall().minusNanos(clock.nanos() - start);
    try (ScheduledExecutorService timer = Executors.newScheduledThreadPool(1)) {
      Future<Long> began =
          timer.schedule(() -> begin(trouble), until(start, plan.before()), TimeUnit.NANOSECONDS);
      Future<Long> ended =
          timer.schedule(
              () -> end(trouble),
              until(start, plan.before().plus(plan.with())),
              TimeUnit.NANOSECONDS);
      for (Running one : running) {
        one.load().await();
      }
      Span span = new Span(began.get(), ended.get());
      return results(trouble, running, start, span, wall.plusNanos(span.from() - start));
    } catch (ExecutionException failed) {
      throw new IllegalStateException(trouble.text() + " did not happen", failed.getCause());
    }
  }

  private record Running(Front front, Load load, Queue<EndedCall> calls) {}

  private List<Running> start(int rate, Duration length) throws InterruptedException {
    List<Running> running = new ArrayList<>();
    for (Front front : fronts) {
      Queue<EndedCall> calls = new ConcurrentLinkedQueue<>();
      LoadSpec spec =
          LoadSpec.of(front.url(), new Pattern.Fixed(rate), length)
              .connections(CONNECTIONS)
              .mix(plan.mix())
              .patience(PATIENCE)
              .firstTag(nextTag)
              .keep(KEPT);
      nextTag += TAGS;
      running.add(new Running(front, Load.start(spec, clock, calls::add), calls));
    }
    return running;
  }

  private void load(int rate, Duration length) throws InterruptedException {
    for (Running one : start(rate, length)) {
      one.load().await();
    }
  }

  private long until(long start, Duration after) {
    return start + after.toNanos() - clock.nanos();
  }

  private long begin(Trouble trouble) {
    nodes.begin(trouble);
    if (trouble == Trouble.Real.FRONT_STOP) {
      fronts.forEach(front -> front.process().signal("STOP"));
    }
    return clock.nanos();
  }

  private long end(Trouble trouble) {
    long now = clock.nanos();
    if (trouble == Trouble.Real.FRONT_STOP) {
      fronts.forEach(front -> front.process().signal("CONT"));
    }
    nodes.end(trouble);
    return now;
  }

  /// Until every front is served by the primary again, or has had its time.
  private void awaitPrimary() {
    String primary = nodes.list().getFirst().name();
    long most = SETTLED.dividedBy(LOOK_AGAIN);
    for (Front front : fronts) {
      while (most-- > 0 && !servedBy(front).equals(primary)) {
        Pause.of(LOOK_AGAIN);
      }
    }
  }

  private static String servedBy(Front front) {
    return Http.call(front.url(), "eth_chainId", "[]")
        .flatMap(answer -> answer.headers().firstValue(FrontKind.NODE_HEADER))
        .map(front::node)
        .orElse("");
  }

  private List<FaultResult> results(
      Trouble trouble, List<Running> running, long start, Span span, Instant beganAt) {
    HistoryChecker checker =
        nodes.checker(trouble == Trouble.Real.FRONT_STOP ? List.of() : List.of(span));
    var received = nodes.received();
    return running.stream()
        .map(one ->
            new FaultMeasure(
                    one.front().kind().title(),
                    trouble.text(),
                    start,
                    span,
                    nodes.list().getFirst().name(),
                    call -> one.front().node(call.header(FrontKind.NODE_HEADER)))
                .of(List.copyOf(one.calls()), checker, received, judged(one.front(), beganAt)))
        .toList();
  }

  /// When the gateway itself says that it left the primary.
  private static OptionalDouble judged(Front front, Instant beganAt) {
    if (!(front instanceof HeadgateFront headgate)) {
      return OptionalDouble.empty();
    }
    String history = headgate.admin("/history?format=json");
    if (!history.startsWith("{")) {
      return OptionalDouble.empty();
    }
    JsonNode changes = JSON.readTree(history).path("chains").path(HeadgateFront.CHAIN);
    double first = Double.NaN;
    for (JsonNode change : changes) {
      Instant at = Instant.parse(change.path("failover").path("at").asString());
      if (!at.isBefore(beganAt.minus(EARLY))) {
        first = Math.max(0, Duration.between(beganAt, at).toNanos() / 1e6);
      }
    }
    return Double.isNaN(first) ? OptionalDouble.empty() : OptionalDouble.of(first);
  }

  @Override
  public void close() {
    fronts.forEach(Front::close);
    nodes.close();
  }
}
