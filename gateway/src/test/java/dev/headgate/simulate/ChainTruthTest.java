package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChainTruthTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final ChainTruth ETHEREUM = ChainTruth.of("ethereum", 1, Duration.ofSeconds(12));

  @Test
  void heads_look_as_high_as_the_real_ones() {
    assertBetween(26_000_000, 27_000_000, ETHEREUM);
    assertBetween(500_000_000, 550_000_000, ChainTruth.of("a", 42161, Duration.ofMillis(250)));
    assertBetween(150_000_000, 170_000_000, ChainTruth.of("o", 10, Duration.ofSeconds(2)));
    assertBetween(80_000_000, 95_000_000, ChainTruth.of("v", 43114, Duration.ofSeconds(2)));
  }

  @Test
  void a_block_exists_from_the_moment_it_is_made() {
    long head = ETHEREUM.headAt(NOW);
    Instant next = ETHEREUM.madeAt(head + 1);
    assertEquals(head, ETHEREUM.headAt(next.minusNanos(1)));
    assertEquals(head + 1, ETHEREUM.headAt(next));
    assertEquals(next.getEpochSecond(), ETHEREUM.block(head + 1).timestamp());
    assertEquals(0, ETHEREUM.headAt(Instant.EPOCH));
  }

  @Test
  void a_block_far_in_the_future_has_its_moment_to_the_nanosecond() {
    ChainTruth odd = new ChainTruth("odd", 5, Duration.ofNanos(1_999_999_999), Instant.EPOCH, 0);
    long number = (1L << 40) + 3;
    assertEquals(Instant.EPOCH.plusSeconds(2 * number).minusNanos(number), odd.madeAt(number));
  }

  @Test
  void every_block_names_its_parent() {
    LongStream.range(1, 50)
        .forEach(number ->
            assertEquals(ETHEREUM.block(number - 1).hash(), ETHEREUM.block(number).parentHash()));
    assertEquals("0x" + "0".repeat(64), ETHEREUM.block(0).parentHash());
  }

  @Test
  void a_hash_leads_back_to_its_block_and_no_other_does() {
    String hash = ETHEREUM.hash(26_000_000);
    assertEquals(Optional.of(26_000_000L), ETHEREUM.numberOf(hash, Fork.NONE));
    String off = hash.substring(0, 65) + (hash.endsWith("0") ? "1" : "0");
    assertEquals(Optional.empty(), ETHEREUM.numberOf(off, Fork.NONE));
    assertEquals(Optional.empty(), ETHEREUM.numberOf("0x12", Fork.NONE));
    assertEquals(
        Optional.empty(), ETHEREUM.withChainId(2).numberOf(hash, Fork.NONE), "of another chain");
  }

  @Test
  void a_fork_shares_what_came_before_and_links_to_it() {
    Fork fork = new Fork(100, 7);
    assertEquals(ETHEREUM.hash(99), ETHEREUM.hash(99, fork));
    assertNotEquals(ETHEREUM.hash(100), ETHEREUM.hash(100, fork));
    assertEquals(ETHEREUM.hash(99), ETHEREUM.block(100, fork).parentHash());
    assertEquals(ETHEREUM.hash(100, fork), ETHEREUM.block(101, fork).parentHash());
    assertEquals(Optional.of(100L), ETHEREUM.numberOf(ETHEREUM.hash(100, fork), fork));
    assertEquals(Optional.empty(), ETHEREUM.numberOf(ETHEREUM.hash(100), fork), "orphaned there");
    assertEquals(Optional.empty(), ETHEREUM.numberOf(ETHEREUM.hash(100, fork), Fork.NONE));
  }

  @Test
  void a_made_up_transaction_is_found_by_its_hash() {
    Transaction third = ETHEREUM.filler(1234, Fork.NONE).get(3);
    assertEquals(Optional.of(new Hashes.Place(1234, 3)), ETHEREUM.placeOf(third.hash(), Fork.NONE));
    assertEquals(Optional.empty(), ETHEREUM.placeOf(ETHEREUM.hash(1234), Fork.NONE));
    assertEquals(
        Optional.empty(), ETHEREUM.placeOf(third.hash(), new Fork(1000, 7)), "not on that side");
  }

  @Test
  void a_node_sees_blocks_late_but_in_order_and_each_at_one_moment() {
    ChainTruth fast = ChainTruth.of("arbitrum", 42161, Duration.ofMillis(250));
    Sight sight = new Sight(Duration.ofMillis(40), Duration.ofMillis(60), 5);
    long before = sight.head(fast, NOW);
    for (Instant at = NOW; at.isBefore(NOW.plusSeconds(30)); at = at.plusMillis(1)) {
      long head = sight.head(fast, at);
      assertTrue(head == before || head == before + 1, "one by one");
      assertTrue(head <= fast.headAt(at.minusMillis(40)), "never before its delay");
      assertTrue(head >= fast.headAt(at.minusMillis(100)), "never later than delay and jitter");
      before = head;
    }
  }

  @Test
  void nonsense_is_refused() {
    for (Duration time : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThrows(IllegalArgumentException.class, () -> ChainTruth.of("x", 1, time));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new ChainTruth("x", 1, Duration.ofSeconds(1), Instant.EPOCH, -1));
  }

  private static void assertBetween(long low, long high, ChainTruth chain) {
    long head = chain.headAt(NOW);
    assertTrue(head > low && head < high, chain.name() + " " + head);
  }
}
