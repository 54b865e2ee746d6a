package dev.headgate.testing.haproxy;

import dev.headgate.testing.anvil.Await;
import dev.headgate.testing.anvil.Provision;
import dev.headgate.testing.anvil.Signals;
import dev.headgate.testing.netns.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// The real HAProxy as a master with a worker, as an operator runs it. Thread-safe.
public final class HaProxy implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// Said by the worker of before a reload, when it takes no new connection any more.
  private static final Pattern STOPPED = Pattern.compile("(?m)^Proxy headgate-ops stopped");

  private final Process master;
  private final Path log;
  private final URI table;

  private HaProxy(Process master, Path log, URI table) {
    this.master = master;
    this.log = log;
    this.table = table;
    Runtime.getRuntime().addShutdownHook(new Thread(this::end));
  }

  /// What `haproxy -c` says of a file.
  public static Shell.Ran check(String configuration) {
    Provision.frontTools();
    try {
      Path file = Files.createTempFile(Path.of("target"), "haproxy", ".cfg");
      Shell.Ran ran =
          Shell.run("haproxy", "-c", "-f", Files.writeString(file, configuration).toString());
      Files.delete(file);
      return ran;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A HAProxy that serves.
  ///
  /// @param stats the port on loopback of its own page, as the configuration has it
  public static HaProxy start(String configuration, int stats) {
    Provision.frontTools();
    try {
      Path home = Files.createDirectories(Path.of("target", "haproxy-" + stats)).toAbsolutePath();
      Path file = Files.writeString(home.resolve("haproxy.cfg"), configuration);
      Path log = home.resolve("haproxy.log");
      Process master =
          Shell.command(List.of("haproxy", "-W", "-f", file.toString()))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      HaProxy started = new HaProxy(master, log, URI.create("http://127.0.0.1:" + stats + "/;csv"));
      Await.until("HAProxy serves, see " + log, started::serves);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean serves() {
    if (!master.isAlive()) {
      throw new AssertionError("HAProxy ended with " + master.exitValue() + ": " + logged());
    }
    try {
      return !rows().isEmpty();
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /// Reloads the file; returns when every new connection is a new worker's.
  public void reload() {
    long before = stopped();
    Signals.send("USR2", master);
    Await.until("HAProxy is reloaded, see " + log, () -> stopped() > before);
  }

  private long stopped() {
    return STOPPED.matcher(logged()).results().count();
  }

  /// All that it has said so far.
  public String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A server's state in its page's words: `UP`, `DOWN`, `DRAIN (agent)`, ...
  public String status(String part, String server) {
    return cell(part, server, "status");
  }

  public boolean isUp(String part, String server) {
    return status(part, server).startsWith("UP");
  }

  /// A server's weight as it counts now.
  public int weight(String part, String server) {
    return Integer.parseInt(cell(part, server, "uweight"));
  }

  private String cell(String part, String server, String column) {
    return rows().stream()
        .filter(row -> part.equals(row.get("pxname")) && server.equals(row.get("svname")))
        .map(row -> row.getOrDefault(column, ""))
        .findFirst()
        .orElseThrow(() -> new AssertionError("HAProxy has no server " + part + "/" + server));
  }

  /// Its table, a row per server. Columns after the first with a comma in it are not to be trusted.
  private List<Map<String, String>> rows() {
    List<String> lines = get().lines().toList();
    List<String> names = Arrays.asList(lines.getFirst().substring(2).split(",", -1));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < Math.min(cells.length, names.size()); i++) {
        row.put(names.get(i), cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  /// On a connection of its own: one that was kept alive would still lead to the worker of before a
  /// reload.
  private String get() {
    try {
      URLConnection page = table.toURL().openConnection();
      page.setRequestProperty("Connection", "close");
      page.setConnectTimeout((int) LIMIT.toMillis());
      page.setReadTimeout((int) LIMIT.toMillis());
      try (InputStream in = page.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends master and workers at once.
  @Override
  public void close() {
    master.destroy(); // TERM: the master ends its workers
    try {
      if (!master.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("HAProxy did not end, see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    List<ProcessHandle> all = new ArrayList<>(master.descendants().toList());
    all.add(master.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
