package dev.headgate.testing.haproxy;

import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.Signals;
import dev.headgate.testing.anvil.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A gateway in a process of its own that can be ended and started again on the same ports. Not
/// thread-safe.
public final class FrontedGateway implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final List<String> SMALL = List.of("-Xmx192m", "-XX:+UseSerialGC");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Path configuration;
  private final URI readiness;
  private Process process;

  private FrontedGateway(Path configuration, URI readiness) {
    this.configuration = configuration;
    this.readiness = readiness;
    this.process = launch();
    // Should the tests' JVM end without closing this, it must not leave a gateway behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
  }

  /// A gateway that is starting.
  ///
  /// @param rpc its listener's port on loopback
  public static FrontedGateway start(Path configuration, int rpc) {
    return new FrontedGateway(
        configuration, URI.create("http://127.0.0.1:" + rpc + "/readyz?verbose"));
  }

  private Process launch() {
    Path log = configuration.resolveSibling(configuration.getFileName() + ".log");
    try {
      return new ProcessBuilder(TestGateway.command(SMALL, configuration))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts it again, after its end.
  public void startAgain() {
    Await.exit(process);
    process = launch();
  }

  /// Returns when `/readyz` says 200.
  public void awaitReady() {
    Await.until("the gateway of " + configuration + " is ready", () -> readiness() == 200);
  }

  /// The status of `/readyz`; 0 while there is no answer.
  public int readiness() {
    return Integer.parseInt(readinessInFull().substring(0, 3).strip());
  }

  /// The status of `/readyz?verbose` and all that it says; `0` and blanks while there is no answer.
  public String readinessInFull() {
    try {
      HttpResponse<String> page =
          HTTP.send(
              HttpRequest.newBuilder(readiness).timeout(LIMIT).build(), BodyHandlers.ofString());
      return page.statusCode() + " " + page.body();
    } catch (IOException notYet) {
      return "0   ";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + readiness, e);
    }
  }

  /// Sends `TERM`, `KILL`, `STOP`, ...
  public void signal(String signal) {
    Signals.send(signal, process);
  }

  public long pid() {
    return process.pid();
  }

  /// Waits for its end.
  ///
  /// @return its exit code
  public int awaitExit() {
    return Await.exit(process);
  }

  /// Ends it at once.
  @Override
  public void close() {
    process.destroyForcibly();
    Await.exit(process);
  }
}
