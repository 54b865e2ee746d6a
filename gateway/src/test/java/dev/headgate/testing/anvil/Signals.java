package dev.headgate.testing.anvil;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals that a [Process] has no method for.
public final class Signals {
  private Signals() {}

  /// Sends `STOP`, `CONT`, ... and returns once `kill` has.
  public static void send(String signal, Process to) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(to.pid())).start();
      if (Await.exit(kill) != 0) {
        throw new AssertionError("kill -" + signal + " did not reach process " + to.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
