package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// [RetryBudget] and [LatencyQuantile].
class CountersTest {
  private static final long SECOND = 1_000_000_000L;

  /// Every call wants another try as well, for a minute.
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100, 1000, 5000})
  void a_storm_of_retries_stays_within_a_fifth_and_ten_a_second(int rate) {
    RetryBudget budget = new RetryBudget(20, 10, 0);
    int seconds = 60;
    int spent = 0;
    for (int i = 0; i < rate * seconds; i++) {
      long now = i * (SECOND / rate);
      budget.call(now);
      if (budget.available(now)) {
        budget.spend();
        spent++;
      }
    }
    double allowed = rate * seconds * 0.2 + 10.0 * seconds + 10;
    assertTrue(spent <= allowed, spent + " of " + allowed);
    assertTrue(spent >= Math.min(rate * seconds, allowed) * 0.95, spent + " of " + allowed);
  }

  @Test
  void rest_saves_up_no_more_than_a_second() {
    RetryBudget budget = new RetryBudget(20, 10, 0);
    long now = 3600 * SECOND;
    int spent = 0;
    while (budget.available(now)) {
      budget.spend();
      spent++;
    }
    assertEquals(10, spent);
    assertFalse(budget.available(now + SECOND / 20));
    assertTrue(budget.available(now + SECOND / 5));
  }

  @Test
  void a_busy_chain_has_a_second_of_its_own_share_in_hand() {
    RetryBudget budget = new RetryBudget(20, 10, 0);
    for (int i = 0; i < 1000; i++) {
      budget.call(i * SECOND / 1000);
    }
    assertTrue(budget.remaining() > 190, "" + budget.remaining());
  }

  @Test
  void quantiles_are_those_of_the_sorted_answers_within_a_bucket() {
    long seed = 42;
    Random random = new Random(seed);
    LatencyQuantile latency = new LatencyQuantile();
    long[] all = new long[500];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) (Math.exp(random.nextGaussian()) * 2_000_000);
      latency.add(all[i]);
    }
    Arrays.sort(all);
    for (double q : new double[] {0.5, 0.9, 0.99}) {
      long exact = all[(int) Math.ceil(q * all.length) - 1];
      long said = latency.nanos(q);
      assertTrue(said >= exact * 0.999 && said <= exact * 1.2, q + ": " + said + " for " + exact);
    }
  }

  @Test
  void the_past_fades() {
    LatencyQuantile latency = new LatencyQuantile();
    for (int i = 0; i < 2_000; i++) {
      latency.add(500_000_000);
    }
    for (int i = 0; i < 6_000; i++) {
      latency.add(1_000_000);
    }
    assertTrue(latency.nanos(0.99) < 2_000_000, "" + latency.nanos(0.99));
  }

  @Test
  void nothing_counted_is_nothing_said() {
    assertEquals(0, new LatencyQuantile().nanos(0.99));
  }

  /// Four to an octave, the longest of each being 64 us times a fourth root of two, and so on.
  @Test
  void a_bucket_ends_where_its_share_of_the_octave_does() {
    for (long nanos = 64_001; nanos < 200 * SECOND; nanos += 1 + nanos / 97) {
      double quarters = 4 * Math.log(nanos / 64_000.0) / Math.log(2);
      int bucket = LatencyQuantile.bucket(nanos);
      assertTrue(bucket >= quarters - 1e-3 && bucket < quarters + 1 + 1e-3, nanos + ": " + bucket);
    }
    for (int octave = 0; octave < 10; octave++) {
      assertEquals(4 * octave, LatencyQuantile.bucket(64_000L << octave));
      assertEquals(4 * octave + 1, LatencyQuantile.bucket((64_000L << octave) + 1));
    }
  }

  @Test
  void the_longest_and_the_shortest_have_a_bucket() {
    assertEquals(0, LatencyQuantile.bucket(0));
    assertEquals(0, LatencyQuantile.bucket(64_000));
    assertEquals(1, LatencyQuantile.bucket(64_001));
    LatencyQuantile latency = new LatencyQuantile();
    latency.add(Long.MAX_VALUE);
    assertTrue(latency.nanos(1) > 100 * SECOND);
  }
}
