package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.request.CallOutcome;
import dev.headgate.request.Transport;
import dev.headgate.request.decode.Method;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.send.AttemptRecorder.End;
import dev.headgate.request.send.AttemptRecorder.Hedge;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private static final Method BLOCK_NUMBER =
      new Method("eth_blockNumber", MethodClass.READ, true, true);

  @Test
  void a_call_counts_once_and_falls_into_its_buckets() {
    World world = World.well();

    world.metrics.call(
        world.ethereum,
        BLOCK_NUMBER,
        Transport.HTTP,
        CallOutcome.RESULT,
        TimeUnit.MICROSECONDS.toNanos(1_200),
        TimeUnit.MICROSECONDS.toNanos(1_180));

    String of = "{chain=\"ethereum\",method=\"eth_blockNumber\"";
    assertSample(
        world, "headgate_requests_total" + of + ",outcome=\"result\",transport=\"http\"} 1.0");
    assertSample(
        world, "headgate_requests_total" + of + ",outcome=\"timeout\",transport=\"http\"} 0.0");
    assertSample(world, "headgate_request_duration_seconds_bucket" + of + ",le=\"0.001\"} 0");
    assertSample(world, "headgate_request_duration_seconds_bucket" + of + ",le=\"0.0025\"} 1");
    assertSample(world, "headgate_request_duration_seconds_bucket" + of + ",le=\"30.0\"} 1");
    assertSample(world, "headgate_overhead_seconds_bucket{chain=\"ethereum\",le=\"1.0E-5\"} 0");
    assertSample(world, "headgate_overhead_seconds_bucket{chain=\"ethereum\",le=\"2.5E-5\"} 1");
  }

  @Test
  void unknown_methods_share_one_label_however_many_they_are() {
    World world = World.well();

    for (int i = 0; i < 1000; i++) {
      Method unknown = new Method("evil_" + i, MethodClass.UNREPEATABLE, false, false);
      world.metrics.call(
          world.ethereum, unknown, Transport.HTTP, CallOutcome.NODE_ERROR, 1000, 900);
    }

    assertSample(
        world,
        "headgate_requests_total{chain=\"ethereum\",method=\"other\",outcome=\"node_error\",transport=\"http\"}"
            + " 1000.0");
    assertTrue(world.scrape().noneMatch(line -> line.contains("evil_")));
  }

  @Test
  void attempts_hedges_and_the_rest_of_sending_are_told() {
    World world = World.well();

    world.metrics.attempt(world.ethereum, world.gethA, End.TIMEOUT, 1_000_000);
    world.metrics.attempt(world.ethereum, world.gethB, End.CANCELLED, 1_000_000);
    world.metrics.hedge(world.ethereum, Hedge.WON);
    world.metrics.transactionAmbiguous(world.ethereum);
    world.metrics.headRegressed(world.arbitrum);
    world.metrics.retryBudget(world.ethereum, 12.5);
    world.metrics.connected(world.gethA, 200_000);

    assertSample(
        world,
        "headgate_attempts_total{chain=\"ethereum\",node=\"geth-a\",outcome=\"timeout\"} 1.0");
    assertSample(
        world, "headgate_attempt_duration_seconds_count{chain=\"ethereum\",node=\"geth-a\"} 1");
    assertSample(
        world, "headgate_attempt_duration_seconds_count{chain=\"ethereum\",node=\"geth-b\"} 0");
    assertSample(world, "headgate_hedges_total{chain=\"ethereum\",result=\"won\"} 1.0");
    assertSample(world, "headgate_tx_ambiguous_total{chain=\"ethereum\"} 1.0");
    assertSample(world, "headgate_head_regressions_total{chain=\"arbitrum\"} 1.0");
    assertSample(world, "headgate_retry_budget_remaining{chain=\"ethereum\"} 12.5");
    assertSample(
        world, "headgate_node_connect_seconds_count{chain=\"ethereum\",node=\"geth-a\"} 1");
  }

  @Test
  void a_connection_to_a_node_of_no_chain_is_not_counted() {
    World world = World.well();

    world.metrics.connected(Node.of("stranger", Role.PRIMARY, URI.create("http://127.0.0.1:1")), 1);

    assertTrue(world.scrape().noneMatch(line -> line.contains("stranger")));
  }

  @Test
  void how_late_a_head_arrives_at_a_node_is_measured() {
    World world = World.well();
    NodeHealth was = world.fit(world.gethA);
    NodeHealth rose =
        new NodeHealth(
            was.node(),
            was.verdict(),
            true,
            OptionalLong.of(World.HEAD + 1),
            0,
            0,
            was.headAtMillis() + 100,
            1,
            1,
            was.webSocket(),
            was.breaker());
    world.publish(world.ethereum, world.gethA, List.of(rose, world.fit(world.gethB)));

    String of = "{chain=\"ethereum\",node=\"geth-a\"}";
    assertSample(world, "headgate_node_head_arrival_delay_seconds_count" + of + " 1");
    assertSample(world, "headgate_node_head_arrival_delay_seconds_sum" + of + " 0.0");
  }

  @Test
  void gauges_follow_the_board() {
    World world = World.well();
    world.publish(
        world.ethereum,
        world.gethB,
        List.of(world.fit(world.gethB), world.unfit(world.gethA, "lags 4 blocks")));
    world.clock.advance(Duration.ofSeconds(2));

    String a = "{chain=\"ethereum\",node=\"geth-a\"} ";
    String b = "{chain=\"ethereum\",node=\"geth-b\"} ";
    assertSample(world, "headgate_node_head_block" + a + (double) (World.HEAD - 4));
    assertSample(world, "headgate_node_head_age_seconds" + b + "3.5");
    assertSample(world, "headgate_node_lag_blocks" + a + "4.0");
    assertSample(world, "headgate_node_lag_seconds" + a + "48.0");
    assertSample(world, "headgate_node_score" + b + "0.98");
    assertSample(world, "headgate_node_fit" + a + "0.0");
    assertSample(world, "headgate_node_fit" + b + "1.0");
    assertSample(world, "headgate_node_active" + a + "0.0");
    assertSample(world, "headgate_node_active" + b + "1.0");
    assertSample(world, "headgate_standby_ready{chain=\"ethereum\"} 0.0");
    assertSample(world, "headgate_standby_ready{chain=\"arbitrum\"} 1.0");
    String state = "headgate_breaker_state{chain=\"ethereum\",node=\"geth-a\",state=";
    assertSample(world, state + "\"half_open\"} 1.0");
    assertSample(world, state + "\"closed\"} 0.0");
    assertSample(world, state + "\"open\"} 0.0");
  }

  @Test
  void what_is_not_known_yet_is_not_a_number() {
    World world = new World();

    String a = "{chain=\"ethereum\",node=\"geth-a\"} ";
    assertSample(world, "headgate_node_head_block" + a + "NaN");
    assertSample(world, "headgate_node_head_age_seconds" + a + "NaN");
    assertSample(world, "headgate_node_fit" + a + "0.0");
    assertSample(world, "headgate_retry_budget_remaining{chain=\"ethereum\"} NaN");
  }

  @Test
  void a_failover_is_counted_once_and_its_phases_are_timed() {
    World world = World.well();
    Failover failover = world.failover(world.gethA, world.gethB, "unreachable");
    world.clock.advance(Duration.ofMillis(2));
    world.publish(world.ethereum, world.gethB, List.of(world.fit(world.gethB)), failover);
    world.publish(world.ethereum, world.gethB, List.of(world.fit(world.gethB)), failover);

    world.clock.advance(Duration.ofMillis(40));
    world.metrics.attempt(world.ethereum, world.gethA, End.ANSWERED, 1000);
    world.metrics.attempt(world.ethereum, world.gethB, End.LOST, 1000);
    world.metrics.attempt(world.ethereum, world.gethB, End.ANSWERED, 1000);
    world.metrics.attempt(world.ethereum, world.gethB, End.ANSWERED, 1000);

    assertSample(
        world,
        "headgate_failovers_total{chain=\"ethereum\",from=\"geth-a\",reason=\"unreachable\",to=\"geth-b\"}"
            + " 1.0");
    String phase = "headgate_failover_duration_seconds_sum{chain=\"ethereum\",phase=";
    assertSample(world, phase + "\"detect\"} 1.8");
    assertSample(world, phase + "\"publish\"} 0.002");
    assertSample(world, phase + "\"switch\"} 0.042");
    assertSample(
        world, "headgate_failover_duration_seconds_count{chain=\"ethereum\",phase=\"switch\"} 1");
  }

  @Test
  void an_answer_after_the_way_back_is_not_taken_for_the_first_switch() {
    World world = World.well();
    Failover there = world.failover(world.gethA, world.gethB, "lag");
    world.publish(world.ethereum, world.gethB, List.of(world.fit(world.gethB)), there);
    world.clock.advance(Duration.ofSeconds(1));
    Failover back = world.failover(world.gethB, world.gethA, "failback");
    world.publish(world.ethereum, world.gethA, List.of(world.fit(world.gethA)), back, there);

    world.metrics.attempt(world.ethereum, world.gethB, End.ANSWERED, 1000);

    assertTrue(world.metrics.failoverTimes().switchTime(there).isEmpty());
    assertTrue(world.metrics.failoverTimes().switchTime(back).isEmpty());
  }

  @Test
  void the_first_choice_is_counted_and_has_no_phases() {
    World world = new World();
    world.publish(
        world.ethereum, world.gethA, List.of(world.fit(world.gethA)), world.start(world.gethA));
    world.metrics.attempt(world.ethereum, world.gethA, End.ANSWERED, 1000);

    assertSample(
        world,
        "headgate_failovers_total{chain=\"ethereum\",from=\"none\",reason=\"start\",to=\"geth-a\"}"
            + " 1.0");
    assertEquals(
        List.of(),
        world.samples("headgate_failover_duration_seconds_count").stream()
            .filter(line -> !line.endsWith(" 0"))
            .toList());
  }

  @Test
  void chains_and_nodes_that_are_no_more_leave_no_series_behind_and_calls_that_outlive_them_none() {
    World world = World.well();
    a_call_with_its_attempt(world);
    Chain less =
        new Chain(
            "ethereum",
            world.ethereum.chainId(),
            world.ethereum.blockTime(),
            List.of(world.gethB, world.gethC));
    world.metrics.cover(List.of(less));
    a_call_with_its_attempt(world);
    world.metrics.hedge(world.arbitrum, Hedge.WON);

    List<String> left = world.scrape().toList();
    for (String gone : List.of("node=\"geth-a\"", "chain=\"arbitrum\"", "nitro")) {
      assertEquals(List.of(), left.stream().filter(line -> line.contains(gone)).toList());
    }
    assertFalse(world.samples("headgate_requests_total{").isEmpty(), "its chain has stayed");
    assertEquals(1, world.samples("headgate_node_fit{chain=\"ethereum\",node=\"geth-c\"").size());
    assertEquals(1, world.samples("headgate_node_fit{chain=\"ethereum\",node=\"geth-b\"").size());
  }

  @Test
  void a_reload_that_was_refused_shows_until_one_is_taken() {
    World world = World.well();
    String taken = world.samples("headgate_config_reload_timestamp_seconds").getFirst();
    world.clock.advance(Duration.ofMinutes(1));
    world.metrics.reloaded(false);
    assertEquals(
        List.of("headgate_config_reload_success 0.0"),
        world.samples("headgate_config_reload_success"));
    assertEquals(taken, world.samples("headgate_config_reload_timestamp_seconds").getFirst());
    world.metrics.reloaded(true);
    assertEquals(
        List.of("headgate_config_reload_success 1.0"),
        world.samples("headgate_config_reload_success"));
    assertFalse(world.samples("headgate_config_reload_timestamp_seconds").contains(taken));
  }

  @Test
  void the_build_the_jvm_and_netty_are_told() {
    World world = World.well();
    DefaultEventExecutor loop = new DefaultEventExecutor();
    try {
      world.metrics.watch(List.of(loop), PooledByteBufAllocator.DEFAULT);

      assertEquals(1, world.samples("headgate_build_info{").size());
      assertTrue(world.samples("headgate_build_info{").getFirst().contains("version=\"1.2.3\""));
      for (String begin :
          List.of(
              "jvm_memory_used_bytes{",
              "jvm_gc_",
              "jvm_threads_live_threads",
              "process_cpu_usage",
              "netty_allocator_memory_used",
              "netty_eventexecutor_tasks_pending")) {
        assertFalse(world.samples(begin).isEmpty(), begin);
      }
    } finally {
      loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3"})
  void every_name_of_ours_is_one_of_the_contract_in_either_format(String accept) {
    World world = World.well();
    a_call_with_its_attempt(world);
    world.metrics.acted("cordon", "done");
    world.publish(
        world.ethereum,
        world.gethB,
        List.of(world.fit(world.gethB)),
        world.failover(world.gethA, world.gethB, "lag"));

    Set<String> families =
        world
            .metrics
            .scrape(accept)
            .body()
            .lines()
            .filter(line -> line.startsWith("headgate_"))
            .map(line -> line.replaceFirst("[{ ].*", ""))
            .map(name -> name.replaceFirst("_(bucket|count|sum|max)$", ""))
            .collect(Collectors.toSet());

    assertEquals(
        Set.of(
            "headgate_config_reload_success",
            "headgate_config_reload_timestamp_seconds",
            "headgate_admin_acts_total",
            "headgate_chain_paused",
            "headgate_chain_alarms",
            "headgate_node_cordoned",
            "headgate_requests_total",
            "headgate_request_duration_seconds",
            "headgate_overhead_seconds",
            "headgate_attempts_total",
            "headgate_attempt_duration_seconds",
            "headgate_node_head_block",
            "headgate_node_head_age_seconds",
            "headgate_node_head_arrival_delay_seconds",
            "headgate_node_lag_blocks",
            "headgate_node_lag_seconds",
            "headgate_node_score",
            "headgate_node_fit",
            "headgate_node_active",
            "headgate_standby_ready",
            "headgate_chain_stalled",
            "headgate_log_events_dropped_total",
            "headgate_chain_forked",
            "headgate_node_weight",
            "headgate_breaker_state",
            "headgate_failovers_total",
            "headgate_failover_duration_seconds",
            "headgate_hedges_total",
            "headgate_retry_budget_remaining",
            "headgate_tx_ambiguous_total",
            "headgate_head_regressions_total",
            "headgate_node_connect_seconds",
            "headgate_build_info"),
        families);
  }

  @Test
  void open_metrics_is_given_to_who_asks_and_ends_with_its_mark() {
    Metrics.Scrape scrape =
        World.well().metrics.scrape("application/openmetrics-text;version=1.0.0");

    assertTrue(scrape.contentType().startsWith("application/openmetrics-text"));
    assertTrue(scrape.body().endsWith("# EOF\n"));
  }

  @Test
  void a_call_allocates_nothing_once_its_method_was_seen() {
    World world = World.well();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    IntStream.range(0, 20_000).forEach(i -> a_call_with_its_attempt(world));

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      a_call_with_its_attempt(world);
    }
    long perCall = (threads.getCurrentThreadAllocatedBytes() - before) / 10_000;

    assertEquals(0, perCall, "bytes per call");
  }

  private static void a_call_with_its_attempt(World world) {
    world.metrics.call(
        world.ethereum, BLOCK_NUMBER, Transport.HTTP, CallOutcome.RESULT, 1_000_000, 990_000);
    world.metrics.attempt(world.ethereum, world.gethA, End.ANSWERED, 990_000);
    world.metrics.hedge(world.ethereum, Hedge.SKIPPED);
    world.metrics.retryBudget(world.ethereum, 10);
  }

  private static void assertSample(World world, String sample) {
    assertTrue(
        world.scrape().anyMatch(sample::equals),
        () -> sample + " not in\n" + String.join("\n", world.samples(sample.split("[{ ]", 2)[0])));
  }
}
