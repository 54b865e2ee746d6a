package dev.headgate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// When a loop takes its turns.
class LoopTest {
  private final BlockingQueue<Boolean> turns = new LinkedBlockingQueue<>();

  private boolean next() throws InterruptedException {
    Boolean due = turns.poll(20, TimeUnit.SECONDS);
    assertTrue(due != null, "no turn came");
    return due;
  }

  @Test
  void the_first_turn_is_due_at_once_and_a_wake_is_a_turn_in_between() throws Exception {
    try (Loop loop = new Loop("test", Duration.ofHours(1), turns::add)) {
      loop.start();
      assertEquals(true, next());
      loop.wake();
      assertEquals(false, next());
    }
  }

  @Test
  void a_turn_comes_at_every_interval() throws Exception {
    try (Loop loop = new Loop("test", Duration.ofMillis(1), turns::add)) {
      loop.start();
      for (int i = 0; i < 5; i++) {
        assertEquals(true, next());
      }
    }
  }

  @Test
  void a_failed_turn_ends_nothing() throws Exception {
    AtomicInteger count = new AtomicInteger();
    Loop.Turn failing =
        due -> {
          turns.add(due);
          switch (count.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("on purpose");
            case 2 -> throw new StackOverflowError("on purpose");
            default -> {}
          }
        };
    try (Loop loop = new Loop("test", Duration.ofHours(1), failing)) {
      loop.start();
      assertEquals(true, next());
      loop.wake();
      assertEquals(false, next());
      loop.wake();
      assertEquals(false, next());
    }
  }

  @Test
  void close_waits_for_the_turn_that_runs_and_begins_no_other() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Loop loop =
        new Loop(
            "test",
            Duration.ofMillis(1),
            due -> {
              inside.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                ended.incrementAndGet();
              }
            });
    loop.start();
    inside.await();
    loop.wake();
    loop.close();
    assertEquals(1, ended.get());
  }

  @Test
  void a_loop_that_never_started_closes() {
    new Loop("test", Duration.ofHours(1), turns::add).close();
    assertEquals(0, turns.size());
  }

  @Test
  void a_turn_may_have_the_next_one_come_sooner_and_none_later() throws Exception {
    AtomicInteger count = new AtomicInteger();
    AtomicReference<Loop> self = new AtomicReference<>();
    Loop.Turn hurrying =
        due -> {
          turns.add(due);
          if (count.incrementAndGet() <= 3) {
            self.get().hurry(Duration.ofHours(2));
            self.get().hurry(Duration.ofMillis(1));
          }
        };
    try (Loop loop = new Loop("test", Duration.ofHours(1), hurrying)) {
      self.set(loop);
      loop.start();
      for (int i = 0; i < 4; i++) {
        assertEquals(true, next());
      }
      loop.wake();
      assertEquals(false, next(), "the interval is what it was");
    }
  }
}
