package dev.headgate.simulate.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.headgate.simulate.check.FitHeads.NodeHeads;
import dev.headgate.simulate.check.FitHeads.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class FitHeadsTest {
  private static final NodeHeads AHEAD =
      new NodeHeads(nanos -> 100 + nanos, List.of(new Span(10, 20)));
  private static final NodeHeads BEHIND = new NodeHeads(nanos -> 90 + nanos, List.of());

  @Test
  void the_freshest_fit_node_counts() {
    assertEquals(105, heads(0, AHEAD, BEHIND).applyAsLong(5));
  }

  @Test
  void a_node_with_a_fault_does_not() {
    FitHeads heads = heads(0, AHEAD, BEHIND);
    assertEquals(100, heads.applyAsLong(10));
    assertEquals(109, heads.applyAsLong(19));
    assertEquals(120, heads.applyAsLong(20));
  }

  @Test
  void nor_within_the_grace_after_it() {
    FitHeads heads = heads(5, AHEAD, BEHIND);
    assertEquals(114, heads.applyAsLong(24));
    assertEquals(125, heads.applyAsLong(25));
  }

  @Test
  void without_a_fit_node_nothing_is_stale() {
    assertEquals(0, heads(0, AHEAD).applyAsLong(15));
  }

  private static FitHeads heads(long grace, NodeHeads... nodes) {
    return new FitHeads(List.of(nodes), grace);
  }
}
