package dev.headgate.bench.nemesis;

import dev.headgate.bench.front.Program;
import dev.headgate.bench.machine.Affinity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Takes a process's processor away: pins all its threads to one, where other processes are busy.
/// Needs `taskset` (Debian: util-linux).
final class Starvation implements AutoCloseable {
  private static final int BUSY = 3;
  private static final String PROCESSOR = "0";

  private final long pid;
  private final List<Program> busy = new ArrayList<>();

  private Starvation(long pid) {
    this.pid = pid;
  }

  static Starvation of(long pid) {
    Starvation starvation = new Starvation(pid);
    pin(pid, PROCESSOR);
    Path home = Program.home("busy");
    for (int i = 0; i < BUSY; i++) {
      starvation.busy.add(
          Program.start(
              "busy process",
              List.of("taskset", "-c", PROCESSOR, "sh", "-c", "while :; do :; done"),
              home.resolve("log")));
    }
    return starvation;
  }

  private static void pin(long pid, String processors) {
    try {
      Affinity.set(processors, pid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    busy.forEach(Program::close);
    pin(pid, "0-" + (Runtime.getRuntime().availableProcessors() - 1));
  }
}
