package dev.headgate.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long MILLI = 1_000_000;

  @Test
  void a_slow_call_is_seen_when_it_was_due_and_not_when_it_ended() {
    Tally tally = new Tally(100 * MILLI, 10_000 * MILLI);
    tally.sent(0);
    tally.ended("", 250 * MILLI, MILLI);
    tally.sent(0);
    tally.ended("", 50 * MILLI, 900 * MILLI);
    List<Slice> slices = tally.slices();
    assertEquals(3, slices.size());
    assertEquals(1, slices.get(0).calls());
    assertEquals(90, slices.get(0).maxMicros() / 10_000);
    assertEquals(0, slices.get(1).calls());
    assertEquals(200, slices.get(2).atMillis());
    assertEquals(900 * MILLI, tally.longest());
  }

  @Test
  void failures_are_counted_by_their_reason_and_stay_out_of_the_latencies() {
    Tally tally = new Tally(100 * MILLI, 1000 * MILLI);
    tally.ended("HTTP 503", 0, MILLI);
    tally.ended("HTTP 503", 1, MILLI);
    tally.ended("", 2, MILLI);
    assertEquals(Map.of("HTTP 503", 2L), tally.reasons());
    assertEquals(new Tally.Counts(0, 1, 2), tally.counts());
    assertEquals(1, tally.latency().getTotalCount());
    assertEquals(2, tally.slices().getFirst().failures());
  }

  @Test
  void a_long_run_holds_few_histograms_and_loses_no_slice() {
    Tally tally = new Tally(100 * MILLI, 1000 * MILLI);
    for (long i = 0; i < 5000; i++) {
      tally.ended("", i * 100 * MILLI, MILLI);
    }
    List<Slice> slices = tally.slices();
    assertEquals(5000, slices.size());
    assertEquals(5000, slices.stream().mapToLong(Slice::calls).sum());
    assertEquals(499_900, slices.getLast().atMillis());
  }
}
