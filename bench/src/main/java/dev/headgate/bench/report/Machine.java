package dev.headgate.bench.report;

import dev.headgate.bench.machine.Versions;
import dev.headgate.bench.report.Page.Fact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a run was made with, as far as this machine tells.
public final class Machine {
  private Machine() {}

  /// Command, commit, machine and versions.
  ///
  /// @param home the source tree
  /// @param command as it is typed
  /// @param when in whatever words
  public static List<Fact> facts(Path home, String command, String when) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("command", command));
    facts.add(new Fact("when", when));
    facts.add(new Fact("commit", commit(home)));
    Versions.all(home).forEach((name, value) -> facts.add(new Fact(name, value)));
    return List.copyOf(facts);
  }

  private static String commit(Path home) {
    String head = git(home, "rev-parse", "HEAD");
    if (head.isEmpty()) {
      return "unknown: no git checkout";
    }
    boolean changed = !git(home, "status", "--porcelain").isEmpty();
    return changed ? head + ", with changes that are not committed" : head;
  }

  /// What git says, without its last line's end; empty when it fails or is not there.
  private static String git(Path home, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said.strip() : "";
    } catch (IOException absent) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
