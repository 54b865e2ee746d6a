package dev.headgate.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The main class: runs the command and turns its end into an exit code.
public final class Headgate {
  private Headgate() {}

  public static void main(String[] args) throws Exception {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(Surroundings.ofProcess(), out, err, args));
  }

  /// Runs one command line in this process.
  ///
  /// @return the exit code
  static int run(Surroundings surroundings, PrintWriter out, PrintWriter err, String... args) {
    Optional<Running> usual = Running.of(args);
    int code =
        usual.isPresent()
            ? usual.get().serve(surroundings, out, err)
            : Commands.run(surroundings, out, err, args);
    out.flush();
    err.flush();
    return code;
  }
}
