package dev.headgate.request.plan;

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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Times are milliseconds of a stopped clock; grace 250, patience 2000.
class FloorTest {
  private static final Node A = node("a");
  private static final Node B = node("b");
  private static final Chain CHAIN =
      new Chain("ethereum", OptionalLong.of(1), Duration.ofSeconds(12), List.of(A, B));
  private static final Floor NEW =
      Floor.of(Floor.Rules.of(Duration.ofMillis(250), Duration.ofSeconds(2)));
  private static final int OUT = -1;

  private static Node node(String name) {
    return Node.of(name, Role.PRIMARY, URI.create("http://127.0.0.1:1/"));
  }

  /// What the judge saw at a moment: the heads of two nodes, [#OUT] for one that is not fit.
  private static Floor seen(Floor before, long millis, long a, long b) {
    return before.seen(picture(a, b), nanos(millis));
  }

  private static ChainHealth picture(long a, long b) {
    List<NodeHealth> healths = new ArrayList<>();
    add(healths, A, a);
    add(healths, B, b);
    int fit = healths.size();
    return new ChainHealth(
        CHAIN,
        1,
        Instant.EPOCH,
        true,
        OptionalLong.of(Math.max(a, b)),
        healths.stream().map(NodeHealth::node).findFirst(),
        false,
        true,
        healths,
        healths.stream().map(NodeHealth::node).toList(),
        fit,
        List.of());
  }

  private static void add(List<NodeHealth> healths, Node node, long head) {
    if (head != OUT) {
      healths.add(
          new NodeHealth(
              node,
              new Verdict.Fit(""),
              true,
              OptionalLong.of(head),
              0,
              0,
              0,
              1,
              1,
              SocketState.NONE,
              BreakerState.CLOSED));
    }
  }

  private static long nanos(long millis) {
    return millis * 1_000_000;
  }

  private static long at(Floor floor, long millis) {
    return floor.at(nanos(millis));
  }

  @Test
  void before_any_head_there_is_no_floor() {
    assertEquals(Floor.NONE, at(NEW, 0));
    assertEquals(Floor.NONE, at(seen(NEW, 0, OUT, OUT), 10_000));
  }

  @Test
  void a_head_becomes_the_floor_when_a_fit_node_has_had_it_for_the_grace() {
    Floor floor = seen(NEW, 0, 100, 100);
    assertEquals(Floor.NONE, at(floor, 249));
    assertEquals(100, at(floor, 250));

    floor = seen(floor, 1000, 100, 101);
    assertEquals(100, at(floor, 1249));
    assertEquals(101, at(floor, 1250), "without another picture");
  }

  @Test
  void heads_that_come_faster_than_the_grace_become_the_floor_one_after_the_other() {
    Floor floor = NEW;
    for (int i = 0; i < 20; i++) {
      floor = seen(floor, 100L * i, 100 + i, 100);
    }
    assertEquals(116, at(floor, 1900), "what was seen at 1600");
    assertEquals(119, at(floor, 2150));
  }

  @Test
  void a_head_that_was_delivered_is_the_floor_at_once() {
    Floor floor = seen(NEW, 0, 100, 100).delivered(103, nanos(10));
    assertEquals(103, at(floor, 10));
    assertEquals(103, at(floor.delivered(101, nanos(11)), 11));
  }

  @Test
  void a_head_that_only_a_dead_node_had_holds_for_the_patience_of_a_call() {
    Floor floor = seen(NEW, 0, 101, 100);
    floor = seen(floor, 1000, OUT, 100);
    assertEquals(101, at(floor, 2999));
    assertEquals(100, at(floor, 3000));

    floor = seen(floor, 4000, OUT, 100);
    assertEquals(100, at(floor, 4000));
    assertEquals(101, at(seen(floor, 4100, OUT, 101), 4350));
  }

  @Test
  void the_patience_begins_anew_when_a_node_was_at_the_floor_meanwhile() {
    Floor floor = seen(NEW, 0, 101, 100);
    floor = seen(floor, 1000, OUT, 100);
    floor = seen(floor, 2500, 101, 100);
    floor = seen(floor, 2600, OUT, 100);
    assertEquals(101, at(floor, 4500));
    assertEquals(100, at(floor, 4600));
  }

  @Test
  void a_delivered_head_that_no_node_has_holds_no_longer() {
    Floor floor = seen(NEW, 0, 100, 100).delivered(105, nanos(1000));
    floor = seen(floor, 1100, 100, 100);
    assertEquals(105, at(floor, 2900));
    assertEquals(100, at(floor, 3100));
  }

  @Test
  void one_node_that_goes_back_lowers_nothing() {
    Floor floor = seen(NEW, 0, 101, 101);
    floor = seen(floor, 1000, 95, 101);
    assertEquals(101, at(floor, 60_000));
  }

  @Test
  void a_reorg_that_all_fit_nodes_follow_lowers_it_at_once() {
    Floor floor = seen(NEW, 0, 101, 101);
    floor = seen(floor, 1000, 99, 101);
    floor = seen(floor, 1100, 99, 98);
    assertEquals(99, at(floor, 1100));
  }

  @Test
  void one_node_alone_that_goes_back_is_no_reorg_yet() {
    Floor floor = seen(NEW, 0, 101, OUT);
    floor = seen(floor, 1000, 95, OUT);
    assertEquals(101, at(floor, 2999));
    assertEquals(95, at(floor, 3000));
  }

  @Test
  void a_node_that_never_was_at_the_floor_does_not_speak_for_a_reorg() {
    Floor floor = seen(NEW, 0, 101, 100);
    floor = seen(floor, 1000, 99, 100);
    assertEquals(101, at(floor, 1000));
    assertEquals(100, at(floor, 3000));
  }

  @Test
  void an_unfit_node_raises_nothing() {
    Floor floor = seen(NEW, 0, 100, 100);
    assertEquals(100, at(seen(floor, 1000, 100, OUT), 5000));
  }

  @Test
  void what_is_new_after_a_standstill_has_been_there_for_longer_than_the_grace() {
    Floor floor = seen(NEW, 0, 100, 100);
    floor = floor.awoken(picture(100, 103), nanos(8000));
    assertEquals(103, at(floor, 8000));

    floor = seen(floor, 8100, 104, 103);
    assertEquals(103, at(floor, 8349), "from then on heads arrive as ever");
    assertEquals(104, at(floor, 8350));
  }
}
