package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldTest {

  @Test
  void what_does_not_fit_takes_nothing() {
    Held held = new Held(100);
    assertTrue(held.take(60));
    assertFalse(held.take(41));
    assertEquals(60, held.bytes());
    assertTrue(held.take(40));
    held.give(100);
    assertEquals(0, held.bytes());
  }

  @Test
  void many_loops_never_hold_more_than_the_limit_and_give_all_of_it_back()
      throws InterruptedException {
    Held held = new Held(100);
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> loops =
        IntStream.range(0, 4)
            .mapToObj(_ -> Thread.ofPlatform().start(() -> takes(held, together, most)))
            .toList();
    for (Thread loop : loops) {
      loop.join();
    }
    assertTrue(most.get() <= 2, "forty bytes each: " + most);
    assertEquals(0, held.bytes());
  }

  private static void takes(Held held, AtomicInteger together, AtomicInteger most) {
    for (int i = 0; i < 20_000; i++) {
      if (held.take(40)) {
        most.accumulateAndGet(together.incrementAndGet(), Math::max);
        together.decrementAndGet();
        held.give(40);
      }
    }
  }
}
