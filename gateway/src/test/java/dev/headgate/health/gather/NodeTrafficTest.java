package dev.headgate.health.gather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.health.judge.Observation;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Counting what calls met.
class NodeTrafficTest {
  private static final Node NODE = Node.of("a", Role.PRIMARY, URI.create("http://127.0.0.1:1"));
  private final Instant now = new ManualClock().instant();

  private final NodeTraffic traffic = new NodeTraffic(NODE);

  private Observation.Traffic taken() {
    return (Observation.Traffic) traffic.take(now).orElseThrow();
  }

  @Test
  void what_was_taken_is_not_told_again() {
    assertEquals(Optional.empty(), traffic.take(now));
    traffic.add(true, 0);
    traffic.add(false, 5_000_000);
    traffic.add(false, 0);
    Observation.Traffic seen = taken();
    assertEquals(3, seen.calls());
    assertEquals(1, seen.failures());
    assertTrue(seen.p50Nanos() >= 5_000_000 && seen.p50Nanos() < 6_300_000, seen.toString());
    assertEquals(Optional.empty(), traffic.take(now));
    traffic.add(true, 0);
    assertEquals(0, taken().p50Nanos(), "no answer, no latency");
  }

  @Test
  void quantiles_are_at_most_a_quarter_above_the_truth_and_never_below_it() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long nanos = (long) Math.exp(random.nextDouble() * 30);
      long edge = NodeTraffic.upperEdge(NodeTraffic.bucket(nanos));
      assertTrue(edge >= nanos && edge <= nanos * 1.25 + 2048, nanos + " told as " + edge);
    }
    assertTrue(NodeTraffic.upperEdge(NodeTraffic.bucket(Long.MAX_VALUE)) > 1L << 40);
  }

  @Test
  void the_slowest_hundredth_is_told_apart_from_the_median() {
    for (int i = 0; i < 1000; i++) {
      traffic.add(false, i < 980 ? 1_000_000 : 900_000_000);
    }
    Observation.Traffic seen = taken();
    assertTrue(seen.p50Nanos() < 2_000_000, seen.toString());
    assertTrue(seen.p99Nanos() > 800_000_000, seen.toString());
  }
}
