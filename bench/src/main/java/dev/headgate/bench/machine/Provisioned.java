package dev.headgate.bench.machine;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the source tree is, and what is installed on the machine.
public final class Provisioned {
  private static final String SCRIPT = "gateway/src/test/provision/provision.sh";

  private Provisioned() {}

  /// The source tree: the launcher says where it is; else it is here or above.
  public static Path home() {
    String said = System.getProperty("headgate.home", "");
    Path at = Path.of(said.isEmpty() ? "" : said).toAbsolutePath();
    while (!Files.isExecutable(at.resolve("gateway/bin/headgate"))) {
      Path above = at.getParent();
      if (above == null) {
        throw new IllegalArgumentException(
            "bench is run from the source tree, and there is no gateway/bin/headgate above "
                + Path.of("").toAbsolutePath());
      }
      at = above;
    }
    return at;
  }

  /// Installs HAProxy, nginx and strace unless they are there, and sees to it that the gateway is
  /// built.
  ///
  /// @throws IOException when that cannot be; it says what the installer said
  public static void bench(Path home, PrintStream err) throws IOException, InterruptedException {
    for (String part : List.of("front", "bench")) {
      run(List.of("bash", home.resolve(SCRIPT).toString(), part), err);
    }
    run(List.of(home.resolve("gateway/bin/headgate").toString(), "version"), err);
  }

  private static void run(List<String> command, PrintStream err)
      throws IOException, InterruptedException {
    Process process = Child.builder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    if (exit != 0) {
      err.print(said);
      throw new IOException(String.join(" ", command) + " ended with " + exit);
    }
  }
}
