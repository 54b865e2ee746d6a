package dev.headgate.cli;

import dev.headgate.config.InvalidConfig;
import java.io.PrintWriter;
import java.util.Optional;

/// What a command's end says to a shell.
final class Exit {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int CONFIG_REFUSED = 3;

  private Exit() {}

  /// Says on `err` what a user can do about a command's failure.
  ///
  /// @return the exit code; empty for a failure that is no user's mistake but ours
  static Optional<Integer> of(Exception wrong, PrintWriter err) {
    if (wrong instanceof InvalidConfig) {
      err.print(wrong.getMessage());
      err.println("headgate: the configuration is refused.");
      return Optional.of(CONFIG_REFUSED);
    }
    if (wrong instanceof Failure) {
      err.println("headgate: " + wrong.getMessage());
      return Optional.of(FAILED);
    }
    return Optional.empty();
  }
}
