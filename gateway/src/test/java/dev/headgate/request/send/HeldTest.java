package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeldTest {
  private static final int PAGE = 8192;
  private static final int CHUNK_ORDER = 4;
  private static final int CHUNK = PAGE << CHUNK_ORDER;
  private static final int BUFFER = CHUNK / 4;

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

  /// What a storm leaves behind: chunks which one small buffer keeps from being given back.
  @Test
  void a_chunk_with_one_buffer_left_in_it_has_free_room() {
    PooledByteBufAllocator pool =
        new PooledByteBufAllocator(true, 0, 1, PAGE, CHUNK_ORDER, 0, 0, false);
    List<ByteBuf> storm = Stream.generate(() -> pool.directBuffer(BUFFER)).limit(12).toList();
    assertEquals(3L * CHUNK, pool.metric().usedDirectMemory());
    assertEquals(0, Held.free(pool.metric()));
    List<ByteBuf> left = new ArrayList<>();
    for (int i = 0; i < storm.size(); i++) {
      if (i % 4 == 1) {
        left.add(storm.get(i));
      } else {
        storm.get(i).release();
      }
    }

    assertEquals(3L * CHUNK, pool.metric().usedDirectMemory());
    assertEquals(3L * (CHUNK - BUFFER), Held.free(pool.metric()));
    left.forEach(ByteBuf::release);
  }
}
