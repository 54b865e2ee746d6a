package dev.headgate.testing.netns;

import dev.headgate.testing.anvil.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Commands of the system.
public final class Shell {
  private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  /// How a command ended, and all that it said.
  public record Ran(List<String> command, int exit, String said) {
    public Ran {
      command = List.copyOf(command);
    }

    /// Whether it ended with 0.
    public boolean worked() {
      return exit == 0;
    }

    /// Itself, when it ended with 0.
    public Ran orFail() {
      if (exit != 0) {
        throw new AssertionError(this);
      }
      return this;
    }

    @Override
    public String toString() {
      return String.join(" ", command) + " ended with " + exit + ": " + said.strip();
    }
  }

  private Shell() {}

  /// A command found where root's are, also when the caller's PATH lacks them.
  public static ProcessBuilder command(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/env", "PATH=" + PATH);
    builder.command().addAll(words);
    return builder;
  }

  /// Runs it to its end.
  public static Ran run(String... words) {
    return run(Arrays.asList(words));
  }

  /// Runs it to its end.
  public static Ran run(List<String> words) {
    try {
      Process process = command(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(words, Await.exit(process), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
