package dev.headgate.bench.front;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports on loopback below those that the kernel gives to outgoing connections: the port of a
/// killed process stays free until it is back.
public final class Ports {
  private static final int FIRST = 12_000;
  private static final int LAST = 20_000;
  private static final int TRIES = 1000;

  private Ports() {}

  /// One that nobody had a moment ago.
  public static int free() {
    return ThreadLocalRandom.current()
        .ints(TRIES, FIRST, LAST)
        .filter(Ports::isFree)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no free port from " + FIRST + " to " + LAST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
