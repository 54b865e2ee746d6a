package dev.headgate.request.send;

import dev.headgate.time.SteadyClock;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Wakes whoever waits on one event loop, a little after its moment. Nearly every call is answered
/// long before any of its moments comes, so that to set and to unset one must cost next to nothing:
/// all share one timer of the loop, which looks through them when the earliest is due. Belongs to
/// its loop.
///
/// *Why not a timer of the loop for each*: that is an object of a hundred bytes and two ways
/// through a heap per call, for moments of which one in a hundred comes.
public final class Timers {
  /// Between two looks: with ten thousand that wait, one takes some 20 us.
  private static final long REST = TimeUnit.MILLISECONDS.toNanos(1);

  private static final long NEVER = Long.MAX_VALUE;

  /// One that may wait.
  final class Timer {
    private final Runnable wake;
    private long due;
    private int place = IDLE;

    private Timer(Runnable wake) {
      this.wake = wake;
    }

    /// Has it woken so long from now, and not when it was said before.
    ///
    /// @param wait nanoseconds
    void set(long wait, long now) {
      due = now + wait;
      if (place < 0) {
        place = waiting.size();
        waiting.add(this);
      }
      awake(due, now);
    }

    /// It is woken no more.
    void unset() {
      if (place >= 0) {
        Timer last = waiting.removeLast();
        if (last != this) {
          waiting.set(place, last);
          last.place = place;
        }
      }
      place = IDLE;
    }
  }

  private static final int IDLE = -1;
  private static final int DUE = -2;

  private final EventLoop loop;
  private final SteadyClock clock;
  private final List<Timer> waiting = new ArrayList<>();
  private long next = NEVER;
  private long lastLook;
  private int generation;

  /// Nobody waits yet.
  public Timers(EventLoop loop, SteadyClock clock) {
    this.loop = loop;
    this.clock = clock;
    lastLook = clock.nanos() - REST;
  }

  /// One that does not wait yet.
  Timer timer(Runnable wake) {
    return new Timer(wake);
  }

  private void awake(long due, long now) {
    if (next == NEVER || due - next < 0) {
      next = due;
      int mine = ++generation; // an earlier look that is still to come finds that it is not wanted
      long wait = Math.max(due - now, lastLook + REST - now);
      loop.schedule(() -> look(mine), Math.max(0, wait), TimeUnit.NANOSECONDS);
    }
  }

  private void look(int which) {
    if (which != generation) {
      return;
    }
    long now = clock.nanos();
    lastLook = now;
    next = NEVER;
    List<Timer> due = List.of();
    long soonest = Long.MAX_VALUE;
    for (int i = waiting.size() - 1; i >= 0; i--) {
      Timer timer = waiting.get(i);
      long wait = timer.due - now;
      if (wait > 0) {
        soonest = Math.min(soonest, wait);
      } else {
        timer.unset();
        timer.place = DUE;
        due = due.isEmpty() ? new ArrayList<>() : due;
        due.add(timer);
      }
    }
    if (soonest != Long.MAX_VALUE) {
      awake(now + soonest, now);
    }
    try {
      due.reversed().forEach(Timers::wake);
    } finally { // one that failed (there may be no memory) takes no other along
      due.stream().filter(timer -> timer.place == DUE).forEach(timer -> timer.set(0, now));
    }
  }

  /// But for one that was unset, or set anew, by another that was woken before it.
  private static void wake(Timer timer) {
    if (timer.place == DUE) {
      timer.place = IDLE;
      timer.wake.run();
    }
  }
}
