package dev.headgate.bench.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PatternTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void a_fixed_rate_leaves_at_equal_distances_and_ends_with_the_length() {
    assertArrayEquals(
        new long[] {0, 250_000_000, 500_000_000, 750_000_000},
        all(new Pattern.Fixed(4).due(SECOND)));
  }

  @Test
  void poisson_arrivals_come_at_their_rate_and_as_unevenly_as_they_should() {
    long[] due = all(new Pattern.Poisson(1000, 7).due(Duration.ofSeconds(100)));
    assertEquals(100_000, due.length, 1500);
    double mean = 1e6;
    double squares = 0;
    for (int i = 1; i < due.length; i++) {
      assertTrue(due[i] >= due[i - 1], "ascending");
      squares += Math.pow(due[i] - due[i - 1] - mean, 2);
    }
    // Of exponential gaps the deviation is the mean.
    assertEquals(mean, Math.sqrt(squares / due.length), 0.03 * mean);
  }

  @Test
  void the_same_seed_gives_the_same_calls() {
    assertArrayEquals(
        all(new Pattern.Poisson(500, 3).due(SECOND)), all(new Pattern.Poisson(500, 3).due(SECOND)));
  }

  @Test
  void a_burst_comes_with_each_block() {
    long[] due =
        all(new Pattern.Bursts(300, Duration.ofMillis(3), Duration.ofMillis(400)).due(SECOND));
    assertEquals(900, due.length);
    assertEquals(0, due[0]);
    assertTrue(due[299] < 3_000_000, "within three milliseconds");
    assertEquals(400_000_000, due[300]);
    assertEquals(800_000_000, due[600]);
  }

  @Test
  void the_shares_of_loops_are_together_the_whole() {
    long[] whole = all(new Pattern.Fixed(1000).due(SECOND));
    long[] shares =
        LongStream.range(0, 3)
            .flatMap(i ->
                Arrays.stream(all(Pattern.share(new Pattern.Fixed(1000).due(SECOND), (int) i, 3))))
            .sorted()
            .toArray();
    assertArrayEquals(whole, shares);
  }

  @Test
  void a_burst_that_is_not_over_before_the_next_is_refused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Pattern.Bursts(10, Duration.ofSeconds(2), SECOND));
    assertThrows(IllegalArgumentException.class, () -> new Pattern.Fixed(0));
  }

  private static long[] all(PrimitiveIterator.OfLong due) {
    LongStream.Builder all = LongStream.builder();
    due.forEachRemaining((long each) -> all.add(each));
    return all.build().toArray();
  }
}
