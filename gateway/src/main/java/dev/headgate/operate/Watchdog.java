package dev.headgate.operate;

import dev.headgate.time.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the service manager that this process lives, but only while each of its loops turns: event
/// loops, and the health loop of each chain. A loop that stands (a deadlock, an endless loop) takes
/// its clients' calls with it and heals by nothing but a new process, so then the manager is left
/// without a word and starts one. Thread-safe.
public final class Watchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.service");

  /// Without a manager that watches; a loop that stands is still logged and counted.
  private static final Duration UNWATCHED = Duration.ofSeconds(10);

  private final Supplier<? extends Map<String, ? extends Executor>> loops;
  private List<Pulse> pulses = List.of();
  private final ServiceManager manager;
  private final Loop loop;
  private volatile List<String> standing = List.of();

  /// A watchdog that is yet to be started. It looks four times in the manager's interval: a turn
  /// that takes a quarter of it, as in a long collection, then costs nothing.
  ///
  /// @param loops what must turn now, by its name
  public Watchdog(
      Supplier<? extends Map<String, ? extends Executor>> loops, ServiceManager manager) {
    this.manager = manager;
    this.loops = loops;
    loop =
        new Loop("watchdog", manager.watchdog().orElse(UNWATCHED).dividedBy(4), due -> turn(due));
  }

  /// Begins to look.
  public void start() {
    loop.start();
  }

  /// One look: all is well when each loop has done what it was given at the last one.
  void turn(boolean due) {
    if (!due) {
      return;
    }
    Map<String, ? extends Executor> now = loops.get();
    // One that a reload took away or replaced has ended, which is no standstill.
    List<Pulse> still = pulses.stream().filter(pulse -> pulse.stands(now)).toList();
    List<String> stand = still.stream().map(Pulse::name).toList();
    if (stand.isEmpty()) {
      manager.alive();
      pulses = now.entrySet().stream().map(e -> new Pulse(e.getKey(), e.getValue())).toList();
      pulses.forEach(Pulse::ask);
    } else {
      pulses = still;
    }
    if (!stand.equals(standing)) {
      tell(stand);
      standing = stand;
    }
  }

  private static void tell(List<String> stand) {
    if (stand.isEmpty()) {
      LOG.atInfo().addKeyValue("event", "loops_turn").log("every loop turns again");
    } else {
      LOG.atError()
          .addKeyValue("event", "loop_stands")
          .addKeyValue("loops", stand.stream().collect(Collectors.joining(", ")))
          .log("a loop stands still; the service manager is not told that this process lives");
    }
  }

  /// How many loops stood still at the last look.
  int standing() {
    return standing.size();
  }

  @Override
  public void close() {
    loop.close();
  }

  /// What one loop was given to do.
  private static final class Pulse {
    private final String name;
    private final Executor loop;
    private volatile boolean back = true;

    Pulse(String name, Executor loop) {
      this.name = name;
      this.loop = loop;
    }

    String name() {
      return name;
    }

    boolean stands(Map<String, ? extends Executor> now) {
      return !back && loop.equals(now.get(name));
    }

    void ask() {
      back = false;
      try {
        loop.execute(() -> back = true);
      } catch (RejectedExecutionException ended) {
        // A loop that has ended does not turn.
      }
    }
  }
}
