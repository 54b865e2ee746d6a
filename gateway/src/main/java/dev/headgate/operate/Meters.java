package dev.headgate.operate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/// Makes meters of one shape. Names are written with dots and without what the Prometheus rendering
/// adds by itself: `_total` on counters, `_seconds` on timers.
record Meters(MeterRegistry registry) {

  /// 100 µs to 30 s: from a node on the same machine to the deadline.
  private static final Duration[] CALLS =
      micros(
          100,
          250,
          500,
          1_000,
          2_500,
          5_000,
          10_000,
          25_000,
          50_000,
          100_000,
          250_000,
          1_000_000,
          5_000_000,
          30_000_000);

  /// 5 µs to 1 s: the gateway's own time is mostly tens of microseconds.
  private static final Duration[] OWN_TIME =
      micros(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000, 50_000, 250_000, 1_000_000);

  /// 1 ms to 1 min.
  private static final Duration[] FAILOVERS =
      micros(
          1_000,
          5_000,
          25_000,
          100_000,
          250_000,
          500_000,
          1_000_000,
          2_000_000,
          3_000_000,
          5_000_000,
          10_000_000,
          30_000_000,
          60_000_000);

  private static Duration[] micros(long... micros) {
    return LongStream.of(micros)
        .mapToObj(micro -> Duration.ofNanos(micro * 1_000))
        .toArray(Duration[]::new);
  }

  Counter counter(String name, String help, Tags tags) {
    return Counter.builder(name).description(help).tags(tags).register(registry);
  }

  Timer calls(String name, String help, Tags tags) {
    return timer(name, help, tags, CALLS);
  }

  Timer ownTime(String name, String help, Tags tags) {
    return timer(name, help, tags, OWN_TIME);
  }

  Timer failovers(String name, String help, Tags tags) {
    return timer(name, help, tags, FAILOVERS);
  }

  /// A count that is kept elsewhere; `source` must be held by someone else.
  <T> void count(String name, String help, Tags tags, T source, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, source, value).description(help).tags(tags).register(registry);
  }

  /// `source` must be held by someone else: the registry holds it weakly.
  <T> void gauge(String name, String help, Tags tags, T source, ToDoubleFunction<T> value) {
    Gauge.builder(name, source, value).description(help).tags(tags).register(registry);
  }

  private Timer timer(String name, String help, Tags tags, Duration[] buckets) {
    return Timer.builder(name)
        .description(help)
        .tags(tags)
        .serviceLevelObjectives(Arrays.copyOf(buckets, buckets.length))
        .register(registry);
  }
}
