package dev.headgate.testing.netns;

import dev.headgate.testing.anvil.Provision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// What the machine must give to tests of the kernel's own faults.
public final class Kernel {
  private Kernel() {}

  /// Skips the calling test unless this is Linux, and root's, with iptables, ip, tc and
  /// libfaketime, which are installed when they are missing. On CI (`CI=true`) it fails the test
  /// instead.
  public static void require() {
    Provision.kernelTools();
    if (!isRoot()) {
      String why = "network namespaces need root: run `mvn verify -Pfull` as root";
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError(why);
      }
      lacks(why);
    }
  }

  /// Skips the calling test, also on CI, with a sentence that is printed as well.
  public static void lacks(String why) {
    System.out.println("SKIPPED: " + why);
    Assumptions.abort(why);
  }

  private static boolean isRoot() {
    try {
      Path self = Path.of("/proc/self");
      return Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
