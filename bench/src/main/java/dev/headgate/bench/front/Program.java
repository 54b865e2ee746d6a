package dev.headgate.bench.front;

import dev.headgate.time.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A program that runs for us, is hit by signals and started again in its place; it is ended with
/// this process whatever happens, and at once, for a drain is no part of a fault. Thread-safe.
public final class Program implements AutoCloseable {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration START = Duration.ofSeconds(30);
  private static final int END_SECONDS = 10;

  private final String name;
  private final List<String> command;
  private final Path log;
  private final Thread atExit = new Thread(this::destroy);
  private volatile Process process;

  private Program(String name, List<String> command, Path log) {
    this.name = name;
    this.command = command;
    this.log = log;
    this.process = launch();
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Starts it; what it says is appended to `log`.
  ///
  /// @throws UncheckedIOException when there is no such program
  public static Program start(String name, List<String> command, Path log) {
    return new Program(name, List.copyOf(command), log);
  }

  /// Where a program is, also where Debian has those that are not on a user's PATH.
  static String path(String name) {
    Path there = Path.of("/usr/sbin", name);
    return Files.isExecutable(there) ? there.toString() : name;
  }

  /// A new directory for a process's files, under the machine's own for such.
  public static Path home(String name) {
    try {
      return Files.createTempDirectory("headgate-bench-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not start: " + e.getMessage(), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /// Itself and all that it started, in no order.
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>(process.descendants().map(ProcessHandle::pid).toList());
    pids.add(process.pid());
    return pids;
  }

  /// Waits until it is as it should be.
  ///
  /// @throws IllegalStateException when it ends before, or is not within half a minute
  public void await(BooleanSupplier ready) {
    for (long left = START.dividedBy(LOOK_AGAIN); left > 0; left--) {
      if (ready.getAsBoolean()) {
        return;
      }
      if (!process.isAlive()) {
        throw new IllegalStateException(
            name + " ended with " + process.exitValue() + ", see " + log);
      }
      Pause.of(LOOK_AGAIN);
    }
    throw new IllegalStateException(name + " is not ready after " + START + ", see " + log);
  }

  /// Sends `KILL`, `STOP`, `CONT`, ... to it and all that it started; returns once that is done.
  public void signal(String signal) {
    List<String> kill = new ArrayList<>(List.of("kill", "-" + signal));
    pids().forEach(pid -> kill.add(Long.toString(pid)));
    try {
      if (new ProcessBuilder(kill).start().waitFor() != 0) {
        throw new IllegalStateException("kill -" + signal + " did not reach " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends it at once and starts it anew.
  public void restart() {
    end();
    process = launch();
  }

  /// Ends it at once, and returns when it has ended.
  public void end() {
    destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(name + " did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void destroy() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
