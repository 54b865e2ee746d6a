package dev.headgate.time;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A turn every interval, and one in between whenever it is woken, all on one virtual thread. A
/// failed turn is logged and ends nothing. Thread-safe.
public final class Loop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.loop");

  /// One turn.
  @FunctionalInterface
  public interface Turn {

    /// Does what is to be done now.
    ///
    /// @param due true at each interval, false when the loop was merely woken
    void take(boolean due) throws Exception;
  }

  private final String name;
  private final long interval;
  private final Turn turn;
  private final Queue<Runnable> before = new ConcurrentLinkedQueue<>();
  private final Semaphore wakes = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /// Only the loop's own thread touches it.
  private long hurry = Long.MAX_VALUE;

  /// A loop that is yet to be started.
  ///
  /// @param interval from the start of one due turn to the next; a turn that takes longer delays
  ///   the next one and is not made up for
  public Loop(String name, Duration interval, Turn turn) {
    this.name = name;
    this.interval = interval.toNanos();
    this.turn = turn;
    thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /// The first turn is due at once. To be called once.
  public void start() {
    thread.start();
  }

  /// A turn as soon as the present one has ended; several wakes before that are one. Never blocks.
  public void wake() {
    wakes.release();
  }

  /// Has the next turn come due so soon, if it would not sooner; the turns after it keep their
  /// interval. For a turn that runs, on its own thread.
  public void hurry(Duration most) {
    hurry = Math.min(hurry, most.toNanos());
  }

  /// Runs something small on this loop's thread, right before a turn that comes as soon as the
  /// present one has ended. Never blocks.
  public void beforeNextTurn(Runnable task) {
    before.add(task);
    wake();
  }

  /// No turn begins after this; one that runs is interrupted and waited for, unless it is the
  /// caller.
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (Thread.currentThread().equals(thread) || thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long due = System.nanoTime();
    while (!closed) {
      long now = System.nanoTime();
      boolean isDue = now - due >= 0;
      take(isDue);
      if (isDue) {
        due = Math.max(due + interval, now);
      }
      if (hurry < due - now) {
        due = now + hurry;
      }
      hurry = Long.MAX_VALUE;
      await(due);
    }
  }

  private void runBefore() {
    for (Runnable task = before.poll(); task != null; task = before.poll()) {
      task.run();
    }
  }

  private void take(boolean isDue) {
    try {
      runBefore();
      turn.take(isDue);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) { // an Error too: a chain without its judge is worse
      LOG.atError().setCause(e).addKeyValue("loop", name).log("a turn of {} failed", name);
    }
  }

  private void await(long due) {
    try {
      if (wakes.tryAcquire(due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        wakes.drainPermits();
      }
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loop sees that by itself.
    }
  }
}
