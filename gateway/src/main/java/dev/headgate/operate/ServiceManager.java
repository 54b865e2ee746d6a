package dev.headgate.operate;

import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the service manager (systemd, for `Type=notify`) is told of this process, by the protocol
/// of sd_notify(3): lines of `NAME=value` in one datagram to the socket that `NOTIFY_SOCKET` names.
/// Thread-safe. Nothing here fails or waits longer than a second: calls are served whatever the
/// manager does.
public final class ServiceManager implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.service");
  private static final String SOCKET = "NOTIFY_SOCKET";

  /// The way to the manager.
  interface Line extends AutoCloseable {
    Line NONE = (_, _) -> {};

    /// Sends one datagram.
    ///
    /// @param most how long to wait for it to be gone; zero does not wait
    void send(String text, Duration most);

    @Override
    default void close() {}
  }

  /// For what the process must not run on without, and for what it may.
  private static final Duration SURE = Duration.ofSeconds(1);

  private final Line line;
  private final Optional<Duration> watchdog;

  ServiceManager(Line line, Optional<Duration> watchdog) {
    this.line = line;
    this.watchdog = watchdog;
  }

  /// Nobody to be told.
  public static ServiceManager none() {
    return new ServiceManager(Line.NONE, Optional.empty());
  }

  /// The manager that this process's environment names, if any. Where the socket cannot be used, a
  /// warning says so, and nobody is told.
  ///
  /// @param pid of this process; a watchdog that was meant for another is none
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String socket = environment.getOrDefault(SOCKET, "");
    return socket.isEmpty() ? none() : new ServiceManager(line(socket), watchdog(environment, pid));
  }

  private static Line line(String socket) {
    if (!socket.startsWith("/") && !socket.startsWith("@")) {
      LOG.warn("{}={} is no socket of a path, so systemd is told nothing", SOCKET, socket);
      return Line.NONE;
    }
    if (!NotifySocket.possible()) {
      LOG.warn("no native library for this machine, so systemd is told nothing: use Type=exec");
      return Line.NONE;
    }
    return new NotifySocket(socket);
  }

  private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
    String meant = environment.getOrDefault("WATCHDOG_PID", "");
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    if (!micros.matches("[1-9]\\d{0,15}") || !(meant.isEmpty() || meant.equals("" + pid))) {
      return Optional.empty();
    }
    return Optional.of(Duration.of(Long.parseLong(micros), TimeUnit.MICROSECONDS.toChronoUnit()));
  }

  /// How long the manager waits for [#alive()] before it ends this process; empty when it does not.
  public Optional<Duration> watchdog() {
    return watchdog;
  }

  /// This process serves; also said after [#reloading].
  ///
  /// @param sentence for `systemctl status`
  public void ready(String sentence) {
    line.send("READY=1\n" + statusLine(sentence), SURE);
  }

  /// Another sentence for `systemctl status`. Does not wait.
  public void status(String sentence) {
    line.send(statusLine(sentence), Duration.ZERO);
  }

  /// The configuration is being read again; [#ready] must follow, whatever comes of it.
  public void reloading(SteadyClock clock) {
    long micros = TimeUnit.NANOSECONDS.toMicros(clock.nanos()); // on Linux that is CLOCK_MONOTONIC
    line.send("RELOADING=1\nMONOTONIC_USEC=" + micros, SURE);
  }

  /// This process is ending, and may take so long for it.
  public void stopping(Duration most) {
    line.send(
        "STOPPING=1\nEXTEND_TIMEOUT_USEC="
            + TimeUnit.NANOSECONDS.toMicros(most.toNanos())
            + "\n"
            + statusLine("draining: calls under way are finished, no more are to come"),
        SURE);
  }

  /// This process does its work. Does not wait.
  public void alive() {
    line.send("WATCHDOG=1", Duration.ZERO);
  }

  /// One line, whatever the sentence.
  private static String statusLine(String sentence) {
    return "STATUS=" + sentence.replaceAll("[\\r\\n]+", " ");
  }

  @Override
  public void close() {
    line.close();
  }
}
