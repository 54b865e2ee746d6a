package dev.headgate.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
}
