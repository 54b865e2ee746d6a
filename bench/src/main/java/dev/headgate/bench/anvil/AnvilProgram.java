package dev.headgate.bench.anvil;

import dev.headgate.bench.machine.Provisioned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/// Where anvil is: what `provision.sh npm` of the gateway's tests installs, on first use.
final class AnvilProgram {
  private static final String SCRIPT = "gateway/src/test/provision/provision.sh";

  private AnvilProgram() {}

  /// The program.
  ///
  /// @throws IllegalStateException with what the installer said, when it cannot be had
  static Path find() {
    Path checkout = Provisioned.home();
    provision(checkout);
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    boolean arm = System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64");
    return checkout.resolve(
        "gateway/target/node/node_modules/@foundry-rs/anvil-%s-%s/bin/anvil"
            .formatted(os, arm ? "arm64" : "amd64"));
  }

  private static void provision(Path checkout) {
    try {
      Process script =
          new ProcessBuilder("bash", checkout.resolve(SCRIPT).toString(), "npm")
              .redirectErrorStream(true)
              .start();
      script.getOutputStream().close();
      String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (script.waitFor() != 0) {
        throw new IllegalStateException(SCRIPT + " npm failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
