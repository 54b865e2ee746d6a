package dev.headgate.testing.anvil;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/// What the tests need beyond a JDK, installed on first use. Thread-safe, also between test
/// processes. What cannot be installed here skips the calling test, but fails it when `CI=true`; an
/// installation that fails does so everywhere, with what the installer said.
public final class Provision {
  private static final int UNAVAILABLE = 69;
  private static final String SCRIPT = "src/test/provision/provision.sh";

  private Provision() {}

  /// Installs the packages of `src/test/node` unless they are there, and returns the folder that
  /// holds `load.mjs` and `node_modules`.
  public static Path npm() {
    run("npm");
    return target("node");
  }

  /// Installs iptables, iproute2 and libfaketime unless they are there; that takes root and
  /// apt-get.
  public static void kernelTools() {
    run("kernel");
  }

  /// Installs HAProxy, slowhttptest and dnsmasq unless they are there; that takes root and apt-get.
  public static void frontTools() {
    run("front");
  }

  /// The library that, preloaded, moves the wall clock of a process.
  public static Path faketime() {
    kernelTools();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      for (Path each : found) {
        Path library = each.resolve("faketime/libfaketimeMT.so.1");
        if (Files.exists(library)) {
          return library;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("libfaketime is installed, but not in /usr/lib");
  }

  /// The anvil binary of this platform, not the node script that npm links as `anvil`.
  static Path anvil() {
    String os = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String cpu = arch.equals("aarch64") ? "arm64" : "amd64";
    return npm().resolve("node_modules/@foundry-rs/anvil-" + os + "-" + cpu + "/bin/anvil");
  }

  private static Path target(String name) {
    return Path.of("target", name).toAbsolutePath();
  }

  private static void run(String part) {
    try {
      Files.createDirectories(target(""));
      try (var lock = FileChannel.open(target("node.lock"), CREATE, WRITE)) {
        lock.lock();
        script(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void script(String part) throws IOException {
    Process script = new ProcessBuilder("bash", SCRIPT, part).redirectErrorStream(true).start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = Await.exit(script);
    if (exit == UNAVAILABLE && !"true".equals(System.getenv("CI"))) {
      System.out.print(said);
      Assumptions.abort(said);
    }
    if (exit != 0) {
      throw new AssertionError(SCRIPT + " " + part + " ended with " + exit + ":\n" + said);
    }
  }
}
