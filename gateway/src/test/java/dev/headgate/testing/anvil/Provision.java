package dev.headgate.testing.anvil;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/// What npm gives the tests, installed on first use. Thread-safe, also between test processes.
public final class Provision {
  private static final int NO_NPM = 69;

  private Provision() {}

  /// Installs the packages of `src/test/node` unless they are there, and returns the folder that
  /// holds `load.mjs` and `node_modules`. Without npm the calling test is skipped, but fails when
  /// `CI=true`; when npm fails, so does the test, with what npm said.
  public static Path npm() {
    Path home = Path.of("target", "node").toAbsolutePath();
    try {
      Files.createDirectories(home.getParent());
      try (var lock = FileChannel.open(home.resolveSibling("node.lock"), CREATE, WRITE)) {
        lock.lock();
        run();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return home;
  }

  /// The anvil binary of this platform, not the node script that npm links as `anvil`.
  static Path anvil() {
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String cpu = arch.equals("aarch64") ? "arm64" : "amd64";
    return npm().resolve("node_modules/@foundry-rs/anvil-" + os + "-" + cpu + "/bin/anvil");
  }

  private static void run() throws IOException {
    Process script =
        new ProcessBuilder("bash", "src/test/provision/provision.sh")
            .redirectErrorStream(true)
            .start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = Await.exit(script);
    if (exit == NO_NPM && !"true".equals(System.getenv("CI"))) {
      Assumptions.abort(said);
    }
    if (exit != 0) {
      throw new AssertionError("src/test/provision/provision.sh ended with " + exit + ":\n" + said);
    }
  }
}
