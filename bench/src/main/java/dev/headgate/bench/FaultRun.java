package dev.headgate.bench;

import dev.headgate.bench.OpenLoad.Sample;
import dev.headgate.simulate.Fault;
import dev.headgate.simulate.SimulatedNode;
import dev.headgate.simulate.check.ClientCall;
import dev.headgate.simulate.check.Findings;
import dev.headgate.simulate.check.HistoryChecker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One fault on the primary while calls run: four seconds before it, six with it, four after.
final class FaultRun {
  private static final Duration BEFORE = Duration.ofSeconds(4);
  private static final Duration WITH = Duration.ofSeconds(6);
  private static final Duration AFTER = Duration.ofSeconds(4);
  private static final int STALE_FROM = 2;

  private FaultRun() {}

  static FaultRow of(String fault, int rate) throws Exception {
    Fault parsed = Fault.parse(fault);
    try (World world = new World(2, true);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1)) {
      warmUp(world, rate);
      SimulatedNode primary = world.primary();
      AtomicLong hit = new AtomicLong();
      timer.schedule(
          () -> {
            primary.fault(parsed);
            hit.set(world.clock.nanos());
          },
          BEFORE.toMillis(),
          TimeUnit.MILLISECONDS);
      timer.schedule(primary::heal, BEFORE.plus(WITH).toMillis(), TimeUnit.MILLISECONDS);
      long callsBefore = world.nodeCalls();
      List<Sample> samples =
          new OpenLoad(world.url(), world.clock).run(rate, BEFORE.plus(WITH).plus(AFTER));
      return row(fault, samples, hit.get(), world, world.nodeCalls() - callsBefore);
    }
  }

  /// The first calls of a JVM are its slowest, and no fault's doing.
  private static void warmUp(World world, int rate) throws InterruptedException {
    new OpenLoad(world.url(), world.clock).run(rate * 2, Duration.ofSeconds(5));
  }

  private static FaultRow row(
      String fault, List<Sample> samples, long hit, World world, long nodeCalls) {
    long healed = hit + WITH.toNanos();
    Findings findings = findings(samples, world);
    String bad = world.primary().name();
    return new FaultRow(
        fault,
        samples.size(),
        (int) samples.stream().filter(Sample::failed).count(),
        longest(samples, Long.MIN_VALUE, hit),
        longest(samples, hit - Duration.ofMillis(500).toNanos(), healed),
        (int) samples.stream().filter(s -> s.dueNanos() >= hit && s.millis() > 250).count(),
        samples.stream()
            .filter(s ->
                s.node().equals(bad) && s.call().endedAt() >= hit && s.call().endedAt() < healed)
            .mapToDouble(s -> (s.call().endedAt() - hit) / 1e6)
            .max()
            .orElse(0),
        (double) nodeCalls / samples.size(),
        findings.backward().size(),
        findings.stale().size(),
        samples.stream().filter(Sample::failed).limit(3).map(FaultRun::failure).toList());
  }

  private static String failure(Sample sample) {
    return sample.call().ending() instanceof ClientCall.Failure(String why)
        ? sample.call().method() + ": " + why
        : sample.call().method();
  }

  private static double longest(List<Sample> samples, long from, long to) {
    return samples.stream()
        .filter(s -> s.dueNanos() >= from && s.dueNanos() < to)
        .mapToDouble(Sample::millis)
        .max()
        .orElse(0);
  }

  private static Findings findings(List<Sample> samples, World world) {
    long nowNanos = world.clock.nanos();
    Instant now = world.clock.instant();
    return HistoryChecker.plain()
        .freshest(nanos ->
            world.simulation.chain(World.CHAIN).truth().headAt(now.minusNanos(nowNanos - nanos)))
        .staleFrom(STALE_FROM)
        .check(
            samples.stream().map(Sample::call).toList(),
            world.simulation.nodes().stream().map(SimulatedNode::received).toList());
  }
}
