package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.CallOutcome;
import dev.headgate.request.Transport;
import dev.headgate.request.decode.Method;
import dev.headgate.request.send.AttemptRecorder.Hedge;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// The handles of one chain. Those that belong to a method are made at its first call and found by
/// its label afterwards: a read of a hash map, without lock or allocation.
final class ChainMeters {
  private final Meters meters;
  private final String name;
  private final Tags chain;
  private final Map<String, MethodMeters> methods = new ConcurrentHashMap<>();
  private final Timer overhead;
  private final Counter headRegressions;
  private final Counter transactionsAmbiguous;
  private final EnumCounters<Hedge> hedges;
  private final HeadArrivals arrivals = new HeadArrivals();
  private final Timer detect;
  private final Timer publish;
  private final Timer switched;
  private volatile double retryBudget = Double.NaN;

  ChainMeters(Meters meters, Chain chain) {
    this.meters = meters;
    this.name = chain.name();
    this.chain = Tags.of("chain", chain.name());
    overhead =
        meters.ownTime(
            "headgate.overhead", "The gateway's own time per call, without nodes", this.chain);
    headRegressions =
        meters.counter("headgate.head.regressions", "A client's head went backward", this.chain);
    transactionsAmbiguous =
        meters.counter(
            "headgate.tx.ambiguous",
            "Attempts of raw transactions that ended with unknown fate",
            this.chain);
    hedges =
        new EnumCounters<>(
            Hedge.class,
            result ->
                meters.counter(
                    "headgate.hedges",
                    "Hedges by how they ended",
                    this.chain.and("result", result.label())));
    detect = phase("detect");
    publish = phase("publish");
    switched = phase("switch");
    meters.gauge(
        "headgate.retry.budget.remaining",
        "Calls left in the retry budget",
        this.chain,
        this,
        self -> self.retryBudget);
  }

  /// Reads the chain's gauges from its latest picture. Told again, it changes nothing.
  void watch(HealthBoard board) {
    flag(
        board,
        "headgate.standby.ready",
        "Whether another node could take over now",
        ChainHealth::standbyReady);
    flag(
        board,
        "headgate.chain.stalled",
        "Whether every fit node has long stood at its head",
        ChainHealth::stalled);
    flag(
        board,
        "headgate.chain.forked",
        "Whether nodes are on different forks",
        ChainHealth::forked);
    flag(
        board,
        "headgate.chain.paused",
        "Whether the active node is left alone by order",
        health -> health.orders().paused().isPresent());
    meters.gauge(
        "headgate.chain.alarms",
        "Alarms that nobody has acknowledged",
        chain,
        board,
        source -> source.of(name).map(ChainMeters::fresh).orElse(0L));
  }

  private void flag(HealthBoard source, String meter, String help, Predicate<ChainHealth> value) {
    meters.gauge(
        meter, help, chain, source, board -> board.of(name).filter(value).isPresent() ? 1 : 0);
  }

  private static long fresh(ChainHealth health) {
    return health.alarms().stream()
        .filter(alarm -> !health.orders().acknowledged().containsKey(alarm))
        .count();
  }

  HeadArrivals arrivals() {
    return arrivals;
  }

  void call(Method method, Transport transport, CallOutcome outcome, long nanos, long nodeNanos) {
    method(method.label()).ended(transport, outcome, nanos);
    overhead.record(Math.max(0, nanos - nodeNanos), TimeUnit.NANOSECONDS);
  }

  void headRegressed() {
    headRegressions.increment();
  }

  void transactionAmbiguous() {
    transactionsAmbiguous.increment();
  }

  void hedge(Hedge result) {
    hedges.increment(result);
  }

  void retryBudget(double remaining) {
    retryBudget = remaining;
  }

  void failedOver(Failover failover, Duration sinceDecision) {
    meters
        .counter(
            "headgate.failovers",
            "Changes of the active node",
            chain.and(
                "from",
                FailoverTimes.hadActive(failover) ? failover.from() : "none",
                "to",
                failover.to(),
                "reason",
                failover.reason()))
        .increment();
    if (FailoverTimes.hadActive(failover)) {
      detect.record(failover.detectMillis(), TimeUnit.MILLISECONDS);
      publish.record(sinceDecision);
    }
  }

  void switched(Duration took) {
    switched.record(took);
  }

  private Timer phase(String phase) {
    return meters.failovers(
        "headgate.failover.duration", "Failovers by phase", chain.and("phase", phase));
  }

  private MethodMeters method(String label) {
    MethodMeters known = methods.get(label);
    return known != null ? known : methods.computeIfAbsent(label, MethodMeters::new);
  }

  /// The handles of one method on this chain.
  private final class MethodMeters {
    private final Tags tags;
    private final Timer duration;
    private final Map<Transport, EnumCounters<CallOutcome>> ended = new ConcurrentHashMap<>();

    MethodMeters(String label) {
      tags = chain.and("method", label);
      duration =
          meters.calls("headgate.request.duration", "Whole calls, as clients see them", tags);
    }

    void ended(Transport transport, CallOutcome outcome, long nanos) {
      counters(transport).increment(outcome);
      duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    private EnumCounters<CallOutcome> counters(Transport transport) {
      EnumCounters<CallOutcome> known = ended.get(transport);
      return known != null ? known : ended.computeIfAbsent(transport, this::register);
    }

    private EnumCounters<CallOutcome> register(Transport transport) {
      Tags all = tags.and("transport", Labels.of(transport));
      return new EnumCounters<>(
          CallOutcome.class,
          outcome ->
              meters.counter(
                  "headgate.requests",
                  "Calls by how they ended",
                  all.and("outcome", outcome.label())));
    }
  }
}
