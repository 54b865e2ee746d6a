package dev.headgate.request.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.time.SteadyClock;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who is woken when, on a real event loop.
class TimersTest {
  private static final long MILLI = 1_000_000;

  private final SteadyClock clock = SteadyClock.system();
  private final EventLoop loop = new DefaultEventLoop();
  private final Timers timers = new Timers(loop, clock);
  private final BlockingQueue<String> woken = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  private Timers.Timer timer(String name) {
    return timers.timer(() -> woken.add(name));
  }

  private void onLoop(Runnable what) throws Exception {
    loop.submit(what).get(20, TimeUnit.SECONDS);
  }

  private String next() throws InterruptedException {
    String name = woken.poll(20, TimeUnit.SECONDS);
    assertTrue(name != null, "nobody was woken");
    return name;
  }

  @Test
  void each_is_woken_once_in_the_order_of_their_moments_and_never_too_soon() throws Exception {
    long began = clock.nanos();
    Timers.Timer last = timer("last");
    Timers.Timer first = timer("first");
    onLoop(() -> {
      long now = clock.nanos();
      last.set(60 * MILLI, now);
      first.set(20 * MILLI, now);
    });
    assertEquals("first", next());
    assertTrue(clock.nanos() - began >= 20 * MILLI);
    assertEquals("last", next());
    assertTrue(clock.nanos() - began >= 60 * MILLI);
    onLoop(() -> {});
    assertTrue(woken.isEmpty());
  }

  @Test
  void who_was_unset_or_put_off_does_not_wake_at_its_old_moment() throws Exception {
    Timers.Timer unset = timer("unset");
    Timers.Timer later = timer("put off");
    Timers.Timer other = timer("other");
    onLoop(() -> {
      long now = clock.nanos();
      unset.set(5 * MILLI, now);
      later.set(5 * MILLI, now);
      other.set(20 * MILLI, now);
      unset.unset();
      later.set(60 * MILLI, now);
    });
    assertEquals("other", next());
    assertEquals("put off", next());
    onLoop(unset::unset);
    assertTrue(woken.isEmpty());
  }

  @Test
  void one_that_is_woken_may_unset_and_set_others_that_are_due_with_it() throws Exception {
    List<Timers.Timer> all = new ArrayList<>();
    all.add(
        timers.timer(() -> {
          woken.add("0");
          all.get(1).unset();
          all.get(2).set(MILLI, clock.nanos());
          all.get(0).set(MILLI, clock.nanos());
        }));
    all.add(timer("1"));
    all.add(timer("2"));
    onLoop(() -> {
      long now = clock.nanos();
      all.forEach(each -> each.set(0, now));
    });
    assertEquals("0", next());
    List<String> then = new ArrayList<>(List.of(next(), next()));
    onLoop(() -> all.forEach(Timers.Timer::unset));
    then.addAll(woken);
    assertTrue(then.contains("2"), then::toString);
    assertTrue(!then.contains("1"), then::toString);
  }

  @Test
  void of_many_that_come_and_go_at_random_just_those_that_stay_are_woken() throws Exception {
    Random random = new Random(7);
    List<Timers.Timer> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(timer(String.valueOf(i)));
    }
    boolean[] set = new boolean[all.size()];
    onLoop(() -> {
      long now = clock.nanos();
      for (int step = 0; step < 20_000; step++) {
        int which = random.nextInt(all.size());
        set[which] = random.nextBoolean();
        if (set[which]) {
          all.get(which).set((500 + random.nextInt(100)) * MILLI, now);
        } else {
          all.get(which).unset();
        }
      }
    });
    List<String> expected = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < set.length; i++) {
      if (set[i]) {
        expected.add(String.valueOf(i));
        seen.add(next());
      }
    }
    onLoop(() -> {});
    assertEquals(expected.size(), seen.size() + woken.size());
    seen.sort(null);
    expected.sort(null);
    assertEquals(expected, seen);
  }

  @Test
  void one_that_fails_takes_no_other_along() throws Exception {
    List<Timers.Timer> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(
          timers.timer(() -> {
            woken.add("failing");
            throw new IllegalStateException("on purpose");
          }));
      all.add(timer("other"));
    }
    onLoop(() -> {
      long now = clock.nanos();
      all.forEach(each -> each.set(0, now));
    });
    List<String> names = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      names.add(next());
    }
    names.sort(null);
    assertEquals(List.of("failing", "failing", "failing", "other", "other", "other"), names);
  }
}
