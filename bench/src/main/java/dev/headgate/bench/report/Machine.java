package dev.headgate.bench.report;

import dev.headgate.bench.report.Page.Fact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a run was made with, as far as this machine tells.
public final class Machine {
  private static final Pattern MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern MEMORY = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB");

  private Machine() {}

  /// Machine, versions and commit.
  ///
  /// @param source the checkout
  /// @param command as it was typed
  /// @param when in whatever words
  public static List<Fact> facts(Path source, String command, String when) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("command", command));
    facts.add(new Fact("when", when));
    facts.add(new Fact("commit", commit(source)));
    facts.add(new Fact("machine", machine()));
    facts.add(
        new Fact("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    facts.add(
        new Fact(
            "Java",
            System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version")));
    said("HAProxy", facts, "haproxy", "-v");
    said("nginx", facts, "nginx", "-v");
    return List.copyOf(facts);
  }

  private static String commit(Path source) {
    String head = firstLine("git", "-C", source.toString(), "rev-parse", "HEAD").orElse("unknown");
    boolean changed =
        firstLine("git", "-C", source.toString(), "status", "--porcelain").isPresent();
    return changed ? head + ", with changes that are not committed" : head;
  }

  private static String machine() {
    int processors = Runtime.getRuntime().availableProcessors();
    String model = find(MODEL, "/proc/cpuinfo").orElse(System.getProperty("os.arch"));
    String memory =
        find(MEMORY, "/proc/meminfo")
            .map(kib -> ", %.1f GiB".formatted(Long.parseLong(kib) / 1048576.0))
            .orElse("");
    return processors + " x " + model + memory;
  }

  private static Optional<String> find(Pattern pattern, String file) {
    try {
      Matcher found = pattern.matcher(Files.readString(Path.of(file)));
      return found.find() ? Optional.of(found.group(1).strip()) : Optional.empty();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  private static void said(String name, List<Fact> facts, String... command) {
    firstLine(command).ifPresent(line -> facts.add(new Fact(name, line)));
  }

  /// What a program says first; empty when it is not there, fails or says nothing.
  private static Optional<String> firstLine(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.lines().findFirst() : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
