package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.judge.Verdict;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HeadArrivalsTest {
  private static final Node A = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private static final Node B = Node.of("b", Role.STANDBY, URI.create("http://127.0.0.1:2"));
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B));

  private final HeadArrivals arrivals = new HeadArrivals();
  private ChainHealth latest = ChainHealth.unknown(CHAIN, Instant.EPOCH);

  private static NodeHealth at(Node node, long head, long millis, Verdict verdict) {
    return new NodeHealth(
        node,
        verdict,
        true,
        OptionalLong.of(head),
        0,
        0,
        millis,
        1,
        1,
        SocketState.UP,
        BreakerState.CLOSED);
  }

  private static NodeHealth at(Node node, long head, long millis) {
    return at(node, head, millis, new Verdict.Fit(""));
  }

  private Map<Node, Duration> then(NodeHealth a, NodeHealth b) {
    ChainHealth before = latest;
    latest =
        new ChainHealth(
            CHAIN,
            1,
            Instant.EPOCH,
            true,
            OptionalLong.empty(),
            Optional.of(A),
            false,
            true,
            List.of(a, b),
            List.of(A, B),
            2,
            List.of());
    return arrivals.between(before, latest);
  }

  private static Map<Node, Duration> late(Node node, long millis) {
    return Map.of(node, Duration.ofMillis(millis));
  }

  @Test
  void the_first_is_not_late_and_the_second_by_the_time_between() {
    assertEquals(Map.of(), then(at(A, 100, 1000), at(B, 100, 1900)), "what was there counts not");
    assertEquals(late(B, 0), then(at(A, 100, 1000), at(B, 101, 2000)));
    assertEquals(late(A, 35), then(at(A, 101, 2035), at(B, 101, 2000)));
    assertEquals(Map.of(), then(at(A, 101, 2035), at(B, 101, 2000)));
  }

  @Test
  void two_that_come_in_one_picture_are_told_apart_by_their_arrival() {
    then(at(A, 100, 1000), at(B, 100, 1000));
    assertEquals(
        Map.of(A, Duration.ofMillis(7), B, Duration.ZERO),
        then(at(A, 101, 2007), at(B, 101, 2000)));
  }

  @Test
  void a_head_that_the_quicker_one_skipped_was_there_with_its_next() {
    then(at(A, 100, 1000), at(B, 100, 1000));
    then(at(A, 105, 2000), at(B, 100, 1000));
    assertEquals(late(B, 300), then(at(A, 105, 2000), at(B, 103, 2300)));
  }

  @Test
  void a_head_that_nobody_believes_is_no_measure() {
    then(at(A, 100, 1000), at(B, 100, 1000));
    assertEquals(
        Map.of(), then(at(A, 100, 1000), at(B, 9_000_000, 1500, new Verdict.Unfit("ahead"))));
    assertEquals(
        late(A, 0), then(at(A, 101, 2000), at(B, 9_000_000, 1500, new Verdict.Unfit("ahead"))));
  }

  @Test
  void after_a_reorg_the_numbers_arrive_anew() {
    then(at(A, 100, 1000), at(B, 100, 1000));
    then(at(A, 103, 2000), at(B, 100, 1000));
    then(at(A, 101, 9000), at(B, 100, 1000));
    assertEquals(late(A, 0), then(at(A, 102, 21000), at(B, 100, 1000)));
  }
}
