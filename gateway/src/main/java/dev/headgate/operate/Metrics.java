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
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

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

  /// Metrics of every chain on the board. `board.listen(metrics)` is the caller's to say.
  ///
  /// @param version of Headgate, for `build_info`
  public Metrics(HealthBoard board, SteadyClock clock, String version) {
    failoverTimes = new FailoverTimes(clock);
    for (ChainHealth health : board.all()) {
      watch(board, health.chain(), clock);
    }
    meters.gauge(
        "headgate.build.info",
        "What runs",
        Tags.of("version", version, "java", Runtime.version().toString()),
        this,
        self -> 1);
    bindJvm();
  }

  private void watch(HealthBoard board, Chain chain, SteadyClock clock) {
    HealthBoard.Slot slot = board.slot(chain.name());
    if (slot == null) {
      return;
    }
    chain(chain).watch(slot);
    chain.nodes().forEach(node -> node(chain, node));
    chain.judged().forEach(node -> node(chain, node).watch(slot, clock));
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
    return known != null
        ? known
        : chains.computeIfAbsent(chain.name(), name -> new ChainMeters(meters, chain));
  }

  private NodeMeters node(Chain chain, Node node) {
    NodeMeters known = nodes.get(node.name());
    return known != null
        ? known
        : nodes.computeIfAbsent(node.name(), name -> new NodeMeters(meters, chain, node));
  }
}
