package dev.headgate.bench.machine;

import dev.headgate.time.Pause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Counts the system calls of a process with all its threads, by `strace -c -f`.
public final class Strace {
  private static final Duration ATTACH = Duration.ofSeconds(10);

  /// `% time, seconds, usecs/call, calls, errors (often absent), name`.
  private static final Pattern LINE =
      Pattern.compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+\\s+)?([a-z_0-9]+)");

  private final Process strace;
  private final Path summary;

  private Strace(Process strace, Path summary) {
    this.strace = strace;
    this.summary = summary;
  }

  /// Attaches; returns when it counts.
  public static Strace attach(long pid, Path work) throws IOException {
    Path summary = work.resolve("strace-" + pid + ".txt");
    Path said = work.resolve("strace-" + pid + ".log");
    Process strace =
        new ProcessBuilder("strace", "-c", "-f", "-p", Long.toString(pid), "-o", summary.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean attached = Pause.until(() -> !strace.isAlive() || contains(said, "attached"), ATTACH);
    if (!attached || !strace.isAlive()) {
      strace.destroyForcibly();
      throw new IOException("strace cannot attach: " + Files.readString(said).strip());
    }
    return new Strace(strace, summary);
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /// Detaches; calls by their names, most frequent first.
  public Map<String, Long> counts() throws IOException, InterruptedException {
    // strace detaches at SIGINT and SIGTERM alike, and then writes its summary.
    strace.destroy();
    if (!strace.waitFor(10, TimeUnit.SECONDS)) {
      strace.destroyForcibly();
      throw new IOException("strace does not end");
    }
    return parse(Files.readString(summary));
  }

  /// The summary's lines but for the total; pure.
  public static Map<String, Long> parse(String summary) {
    Map<String, Long> counts = new LinkedHashMap<>();
    summary
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .filter(line -> !line.group(2).equals("total"))
        .sorted((a, b) -> Long.compare(Long.parseLong(b.group(1)), Long.parseLong(a.group(1))))
        .forEach(line -> counts.put(line.group(2), Long.parseLong(line.group(1))));
    return counts;
  }

  /// Whether it is installed, and may be used.
  public static boolean isThere() {
    return List.of("/usr/bin/strace", "/bin/strace", "/usr/local/bin/strace").stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path)));
  }
}
