package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.HealthListener;
import dev.headgate.request.CallOutcome;
import dev.headgate.request.CallRecorder;
import dev.headgate.request.Transport;
import dev.headgate.request.decode.Method;
import dev.headgate.request.send.AttemptRecorder;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.ConnectRecorder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All metrics: told by recorders, read from the board, rendered for Prometheus. The table of what
/// exists stands at the package. Thread-safe; the recorders' methods neither lock nor allocate once
/// a method has been called on a chain.
public final class Metrics
    implements CallRecorder, AttemptRecorder, ConnectRecorder, HealthListener, AutoCloseable {

  /// One rendering.
  public record Scrape(String contentType, String body) {}

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String OPEN_METRICS_1 = OPEN_METRICS + "; version=1.0.0; charset=utf-8";
  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final Map<String, ChainMeters> chains = new ConcurrentHashMap<>();
  private final Map<String, NodeMeters> nodes = new ConcurrentHashMap<>();
  private final FailoverTimes failoverTimes;
  private final HealthBoard board;
  private final SteadyClock clock;

  /// Takes what is told of chains and nodes that were taken out: calls under way outlive them.
  private final Strangers strangers = new Strangers();

  private volatile double reloadSuccess = 1;
  private volatile double reloadedAt;

  /// Metrics of every chain on the board. `board.listen(metrics)` is the caller's to say.
  ///
  /// @param version of Headgate, for `build_info`
  public Metrics(HealthBoard board, SteadyClock clock, String version) {
    failoverTimes = new FailoverTimes(clock);
    this.board = board;
    this.clock = clock;
    board.all().forEach(health -> watch(health.chain()));
    reloaded(true);
    meters.gauge(
        "headgate.config.reload.success",
        "Whether the latest configuration that was read is in force",
        Tags.empty(),
        this,
        self -> self.reloadSuccess);
    meters.gauge(
        "headgate.config.reload.timestamp.seconds",
        "When the configuration in force was read",
        Tags.empty(),
        this,
        self -> self.reloadedAt);
    meters.gauge(
        "headgate.build.info",
        "What runs",
        Tags.of("version", version, "java", Runtime.version().toString()),
        this,
        self -> 1);
    bindJvm();
    for (LogLosses each : LogLosses.ALL) {
      meters.count(
          "headgate.log.events.dropped",
          "Events that the log lost",
          Tags.of("cause", each.cause()),
          each,
          LogLosses::count);
    }
  }

  private void watch(Chain chain) {
    chains.computeIfAbsent(chain.name(), _ -> new ChainMeters(meters, chain)).watch(board);
    for (Node node : chain.nodes()) {
      NodeMeters mine =
          nodes.computeIfAbsent(node.name(), _ -> new NodeMeters(meters, chain, node));
      if (!node.isRelay()) {
        mine.watch(board, clock);
      }
    }
  }

  /// From now on there are these chains with these nodes: new ones get their series, those of
  /// others are dropped. To be told before the first picture of a new chain is published.
  public void cover(Collection<Chain> now) {
    Set<String> named = now.stream().map(Chain::name).collect(Collectors.toSet());
    Set<NodeMeters> gone = new HashSet<>(nodes.values());
    gone.removeIf(node -> now.stream().anyMatch(node::isOf));
    chains.keySet().retainAll(named);
    nodes.values().removeAll(gone);
    registry.getMeters().stream()
        .filter(meter ->
            isOfNone(meter.getId(), named)
                || gone.stream().anyMatch(node -> node.owns(meter.getId())))
        .forEach(registry::remove);
    now.forEach(this::watch);
  }

  /// Of a chain that is no more, or of a change from or to a node that is no more.
  private boolean isOfNone(Meter.Id id, Set<String> chainNames) {
    String chain = id.getTag("chain");
    return chain != null
        && (!chainNames.contains(chain)
            || Stream.of("from", "to")
                .map(id::getTag)
                .anyMatch(
                    name -> name != null && !name.equals("none") && !nodes.containsKey(name)));
  }

  /// A configuration was read, at the start or later.
  ///
  /// @param taken whether it is in force; else it was refused
  public void reloaded(boolean taken) {
    reloadSuccess = taken ? 1 : 0;
    if (taken) {
      reloadedAt = clock.wall().toEpochMilli() / 1e3;
    }
  }

  private void bindJvm() {
    List<MeterBinder> binders =
        List.of(
            garbage,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    binders.forEach(binder -> binder.bindTo(registry));
  }

  /// Adds the event loops' queues and their allocator. Blocks until every loop's thread has
  /// started, so not to be called on one of them.
  public void watch(Iterable<EventExecutor> eventLoops, ByteBufAllocatorMetricProvider allocator) {
    new NettyEventExecutorMetrics(eventLoops).bindTo(registry);
    new NettyAllocatorMetrics(allocator).bindTo(registry);
  }

  /// Adds whether new clients are let in.
  ///
  /// @param source whose answer is 1 while none is
  public <T> void watchDoor(T source, ToDoubleFunction<T> closed) {
    meters.gauge(
        "headgate.accept.paused",
        "1 while no new client is let in, for want of file descriptors",
        Tags.empty(),
        source,
        closed);
  }

  /// Adds how many loops stand still.
  public void watch(Watchdog watchdog) {
    meters.gauge(
        "headgate.loops.standing",
        "Loops that did not turn between two looks of the watchdog",
        Tags.empty(),
        watchdog,
        Watchdog::standing);
  }

  /// Every metric, in the format that the asker prefers of the two that Prometheus reads as text.
  ///
  /// @param accept the request's `Accept`, empty for none
  public Scrape scrape(String accept) {
    return accept.contains(OPEN_METRICS)
        ? new Scrape(OPEN_METRICS_1, registry.scrape(OPEN_METRICS_1))
        : new Scrape(PLAIN, registry.scrape(PLAIN));
  }

  /// How long failovers took, for the status page.
  FailoverTimes failoverTimes() {
    return failoverTimes;
  }

  @Override
  public void call(
      Chain chain,
      Method method,
      Transport transport,
      CallOutcome outcome,
      long nanos,
      long nodeNanos) {
    chain(chain).call(method, transport, outcome, nanos, nodeNanos);
  }

  @Override
  public void headRegressed(Chain chain) {
    chain(chain).headRegressed();
  }

  @Override
  public void attempt(Chain chain, Node node, End end, long nanos) {
    node(chain, node).attempt(end, nanos);
    if (end == End.ANSWERED || end == End.NODE_ERROR) {
      switched(chain, failoverTimes.answered(node));
    }
  }

  private void switched(Chain chain, Optional<Duration> took) {
    if (took.isPresent()) { // no lambda: this runs for each attempt
      chain(chain).switched(took.get());
    }
  }

  /// An operator ordered something.
  ///
  /// @param act one of the few that the admin API knows
  void acted(String act, String result) {
    meters
        .counter(
            "headgate.admin.acts", "Orders of operators", Tags.of("act", act, "result", result))
        .increment();
  }

  @Override
  public void hedge(Chain chain, Hedge result) {
    chain(chain).hedge(result);
  }

  @Override
  public void transactionAmbiguous(Chain chain) {
    chain(chain).transactionAmbiguous();
  }

  @Override
  public void retryBudget(Chain chain, double remaining) {
    chain(chain).retryBudget(remaining);
  }

  /// A node that is on no chain of the board is not counted.
  @Override
  public void connected(Node node, long nanos) {
    NodeMeters known = nodes.get(node.name());
    if (known != null) {
      known.connected(nanos);
    }
  }

  @Override
  public void published(ChainHealth before, ChainHealth now) {
    Chain chain = now.chain();
    chain(chain)
        .arrivals()
        .between(before, now)
        .forEach((node, late) -> node(chain, node).headArrived(late));
    failedOver(before, now);
  }

  private void failedOver(ChainHealth before, ChainHealth now) {
    List<Failover> fresh =
        now.failovers().stream().filter(one -> !before.failovers().contains(one)).toList();
    if (fresh.isEmpty()) {
      return;
    }
    failoverTimes.failedOver(before, now);
    fresh.forEach(
        failover -> chain(now.chain()).failedOver(failover, failoverTimes.sinceDecision(failover)));
  }

  /// Stops listening to the collector and drops every meter.
  @Override
  public void close() {
    garbage.close();
    registry.close();
  }

  private ChainMeters chain(Chain chain) {
    ChainMeters known = chains.get(chain.name());
    return known != null ? known : strangers.chain(chain);
  }

  private NodeMeters node(Chain chain, Node node) {
    NodeMeters known = nodes.get(node.name());
    return known != null ? known : strangers.node(chain, node);
  }

  /// Handles that lead nowhere, each made when it is first needed.
  private static final class Strangers {
    private final Meters nowhere = new Meters(new CompositeMeterRegistry());
    private volatile @Nullable ChainMeters chain;
    private volatile @Nullable NodeMeters node;

    ChainMeters chain(Chain any) {
      ChainMeters known = chain;
      if (known == null) {
        known = new ChainMeters(nowhere, any);
        chain = known;
      }
      return known;
    }

    NodeMeters node(Chain any, Node one) {
      NodeMeters known = node;
      if (known == null) {
        known = new NodeMeters(nowhere, any, one);
        node = known;
      }
      return known;
    }
  }
}
