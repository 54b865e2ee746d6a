package dev.headgate.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which processors a process may use, by `taskset`. The proxy alone on the last one, and client
/// and nodes on the first, keeps the scheduler from stacking them in one way now and another way
/// later.
public final class Affinity {
  private static final int ALL = Runtime.getRuntime().availableProcessors();

  private Affinity() {}

  /// A command that runs on the processor of proxies; the command itself on a machine of one.
  public static List<String> proxy(List<String> command) {
    return on(ALL - 1, command);
  }

  /// A command that runs on the processors of nodes and client.
  public static List<String> others(List<String> command) {
    return on(0, command);
  }

  private static List<String> on(int processor, List<String> command) {
    if (ALL == 1) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
    pinned.addAll(command);
    return pinned;
  }

  /// Moves this process, with all its threads, to the processor of nodes and client.
  ///
  /// @throws IOException when there is no `taskset`; it says so
  public static void self() throws IOException, InterruptedException {
    set("0", own());
  }

  /// Lets this process run anywhere again.
  public static void release() throws IOException, InterruptedException {
    set("0-" + (ALL - 1), own());
  }

  private static long own() {
    return ProcessHandle.current().pid();
  }

  /// Moves a process, with all its threads.
  ///
  /// @param processors as `taskset` takes them: `0`, or `0-3`
  /// @throws IOException when there is no `taskset`, or no such process; it says so
  public static void set(String processors, long pid) throws IOException, InterruptedException {
    Process taskset =
        new ProcessBuilder("taskset", "-a", "-c", "-p", processors, Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (taskset.waitFor() != 0) {
      throw new IOException("taskset: " + said);
    }
  }
}
