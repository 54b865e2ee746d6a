package dev.headgate.testing.anvil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// viem in a process of its own, with its retries off: reads and raw transactions at a fixed rate,
/// due whether or not earlier ones were answered. Thread-safe.
public final class LoadClient implements AutoCloseable {

  /// Told of each answered transaction, on a thread of the client.
  public interface Answered {
    void transaction(String hash, String raw);
  }

  /// How much to send.
  ///
  /// @param reads reads per second
  /// @param transactions raw transactions per second
  /// @param limit the load ends by itself after so long
  public record Load(int reads, int transactions, Duration limit) {}

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GONE = "gone";

  private final Process process;
  private final Path calls;
  private final Answered answered;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  private LoadClient(Process process, Path calls, Answered answered) {
    this.process = process;
    this.calls = calls;
    this.answered = answered;
  }

  /// A client that is warm and has its transactions signed, and waits for [#go()].
  public static LoadClient start(URI url, Load load, Answered answered) {
    Path home = Provision.npm();
    try {
      Path calls = Files.createTempFile(home.getParent(), "calls-", ".jsonl");
      Process process =
          new ProcessBuilder(command(home, url, load, calls))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      LoadClient client = new LoadClient(process, calls, answered);
      Thread.ofVirtual().name("load client").start(client::listen);
      client.await("ready");
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Path home, URI url, Load load, Path calls) {
    return List.of(
        "node",
        home.resolve("load.mjs").toString(),
        "--url=" + url,
        "--out=" + calls,
        "--reads=" + load.reads(),
        "--transactions=" + load.transactions(),
        "--seconds=" + load.limit().toSeconds(),
        "--chain-id=" + Anvil.CHAIN_ID);
  }

  public void go() {
    tell("go");
  }

  /// So many reads at once; returns when the first of them is answered.
  public void burst(int count) {
    tell("burst " + count);
    await("burst " + count + " sent");
  }

  /// Sends nothing more, waits for the answers under way, and returns what became of all calls.
  public LoadReport stop() {
    tell("stop");
    await("done");
    assertEquals(0, Await.exit(process), "exit of load.mjs");
    return LoadReport.read(calls);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Await.exit(process);
    try {
      Files.deleteIfExists(calls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void tell(String line) {
    try {
      var in = process.outputWriter();
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("load.mjs is gone", e);
    }
  }

  private void await(String line) {
    try {
      String heard;
      do {
        heard = Optional.ofNullable(said.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).orElse(GONE);
        if (heard.equals(GONE)) {
          throw new AssertionError("load.mjs ended, or never said '" + line + "'");
        }
      } while (!heard.equals(line));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for load.mjs", e);
    }
  }

  private void listen() {
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        hear(line);
      }
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    } finally {
      said.add(GONE);
    }
  }

  private void hear(String line) {
    String[] words = line.split(" ", 3);
    if (words[0].equals("tx")) {
      answered.transaction(words[1], words[2]);
    } else {
      said.add(line);
    }
  }
}
