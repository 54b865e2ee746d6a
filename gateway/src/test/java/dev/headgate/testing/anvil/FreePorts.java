package dev.headgate.testing.anvil;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports below those that the kernel gives to outgoing connections: a killed node's port stays free
/// until the node is back.
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  private FreePorts() {}

  /// One that nobody had a moment ago.
  public static int next() {
    return ThreadLocalRandom.current()
        .ints(1000, FIRST, LAST)
        .filter(FreePorts::isFree)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no free port from " + FIRST + " to " + LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
