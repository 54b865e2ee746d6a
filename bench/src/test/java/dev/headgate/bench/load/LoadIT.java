package dev.headgate.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.node.FixedNode;
import dev.headgate.time.SteadyClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
class LoadIT {
  private static final SteadyClock CLOCK = SteadyClock.system();

  @Test
  void a_node_held_for_a_second_shows_in_all_calls_that_were_due_then() throws Exception {
    Queue<EndedCall> calls = new ConcurrentLinkedQueue<>();
    try (FixedNode node = new FixedNode(0, 1, CLOCK);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1)) {
      // One connection: whoever waits for the answer before he sends the next sees one slow call.
      LoadSpec spec =
          LoadSpec.of(node.url(), new Pattern.Fixed(200), Duration.ofSeconds(3)).connections(1);
      Load load = Load.start(spec, CLOCK, calls::add);
      timer.schedule(node::hold, 1, TimeUnit.SECONDS);
      timer.schedule(node::release, 2, TimeUnit.SECONDS);
      LoadResult result = load.await();
      assertEquals(600, result.sent());
      assertEquals(600, result.answered(), () -> "" + result.failures());
      assertTrue(result.longestStall().toMillis() >= 900, result::line);
      // Of 200 calls that were due while the node was held, half were due in its first half.
      long over = calls.stream().filter(call -> call.millis() >= 450).count();
      assertTrue(over >= 90, () -> over + " calls over 450 ms");
      assertEquals(600, calls.stream().map(EndedCall::tag).distinct().count());
      assertTrue(
          result.slices().stream().anyMatch(s -> s.atMillis() < 1300 && s.maxMicros() > 800_000),
          () -> "" + result.slices());
    }
  }

  @Test
  void mixed_calls_batches_and_large_answers_are_all_accounted_for() throws Exception {
    try (FixedNode node = new FixedNode(0, 1, CLOCK)) {
      LoadSpec spec = LoadSpec.of(node.url(), new Pattern.Poisson(300, 1), Duration.ofSeconds(1));
      LoadResult mixed = Load.run(spec.mix(Mix.SEARCHER).loops(2), CLOCK);
      LoadResult batches = Load.run(spec.batch(50), CLOCK);
      LoadResult large =
          Load.run(
              spec.pattern(new Pattern.Fixed(10)).mix(Mix.logs(5_000_000)).connections(4), CLOCK);
      for (LoadResult each : List.of(mixed, batches, large)) {
        assertTrue(each.sent() > 0);
        assertEquals(each.sent(), each.answered(), () -> "" + each.failures());
      }
      assertEquals(mixed.sent() + 50 * batches.sent() + large.sent(), node.calls());
    }
  }

  @Test
  void a_slow_reader_takes_as_long_as_it_reads() throws Exception {
    try (FixedNode node = new FixedNode(0, 1, CLOCK)) {
      LoadSpec spec =
          LoadSpec.of(node.url(), new Pattern.Saturate(), Duration.ofMillis(100))
              .mix(Mix.logs(1_000_000))
              .connections(2)
              .readRate(1_000_000);
      LoadResult result = Load.run(spec, CLOCK);
      assertEquals(2, result.answered(), () -> "" + result.failures());
      assertTrue(result.latency().getMinValue() > 800_000_000L, result::line);
    }
  }

  @Test
  void calls_to_nobody_fail_with_their_reason_and_are_as_many_as_were_due() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    LoadResult result =
        Load.run(
            LoadSpec.of(
                URI.create("http://127.0.0.1:" + port + "/"),
                new Pattern.Fixed(100),
                Duration.ofSeconds(1)),
            CLOCK);
    assertEquals(0, result.answered());
    assertEquals(Set.of("connection refused"), new HashSet<>(result.failures().keySet()));
    assertEquals(100, result.failed());
  }

  @Test
  void a_load_that_is_stopped_reports_what_it_has() throws Exception {
    try (FixedNode node = new FixedNode(0, 1, CLOCK)) {
      Load load =
          Load.start(
              LoadSpec.of(node.url(), new Pattern.Fixed(500), Duration.ofMinutes(10)), CLOCK);
      LoadResult result =
          load.await(line -> {
            assertTrue(line.contains("answered/s"), line);
            load.stop();
          });
      assertTrue(result.answered() > 0, result::line);
      assertTrue(result.length().toSeconds() < 60, result::line);
    }
  }
}
