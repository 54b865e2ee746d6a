package dev.headgate.operate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/// When the service manager is told that this process lives.
class WatchdogTest {
  private final List<String> told = new ArrayList<>();
  private final Queue<Runnable> slow = new ArrayDeque<>();
  private final ServiceManager manager =
      new ServiceManager((text, most) -> told.add(text), Optional.of(Duration.ofSeconds(16)));

  private Watchdog over(Executor one, Executor other) {
    return new Watchdog(() -> Map.of("one", one, "other", other), manager);
  }

  private static void turns(Watchdog watchdog, int count) {
    for (int i = 0; i < count; i++) {
      watchdog.turn(true);
    }
  }

  @Test
  void loops_that_turn_are_a_sign_of_life_at_every_look() {
    turns(over(Runnable::run, Runnable::run), 3);
    assertEquals(List.of("WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"), told);
  }

  @Test
  void one_loop_that_stands_silences_it_until_it_turns_again() {
    Watchdog watchdog = over(Runnable::run, slow::add);
    turns(watchdog, 5);
    assertEquals(1, told.size(), "the first look, before anything was asked");
    assertEquals(1, watchdog.standing());
    assertEquals(1, slow.size(), "a loop that stands is not heaped with questions");

    slow.remove().run();
    turns(watchdog, 1);
    assertEquals(2, told.size());
    assertEquals(0, watchdog.standing());
  }

  @Test
  void a_loop_that_has_ended_does_not_turn() {
    Watchdog watchdog =
        over(
            Runnable::run,
            task -> {
              throw new RejectedExecutionException("ended");
            });
    turns(watchdog, 3);
    assertEquals(1, told.size());
    assertEquals(1, watchdog.standing());
  }
}
