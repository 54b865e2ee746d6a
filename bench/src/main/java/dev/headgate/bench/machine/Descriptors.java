package dev.headgate.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many files, and so connections, a process may have open.
public final class Descriptors {
  /// Jars, logs, event loops, connections to nodes.
  private static final int OTHERS = 1000;

  private Descriptors() {}

  /// Connections of clients that a process started by this one can hold.
  ///
  /// @param each descriptors that one takes: a gateway keeps few connections to nodes, HAProxy
  ///   counts on two
  public static int connections(int each) {
    return Math.max(1, (limit() - OTHERS) / each);
  }

  public static int limit() {
    try {
      return limit(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return 1024;
    }
  }

  /// From the text of `/proc/PID/limits`; pure. The hard one: a JVM raises its soft limit to it,
  /// and so do HAProxy and nginx.
  public static int limit(String limits) {
    return limits
        .lines()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).strip().split(" +", -1)[1])
        .map(hard -> hard.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(hard))
        .findFirst()
        .orElse(1024);
  }
}
