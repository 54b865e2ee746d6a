package dev.headgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The distribution as its tar has it, `bin/headgate` and `lib/`, laid out with links to what the
/// build has made. So the process has the files open that an operator's has, and not those of the
/// tests' class path.
final class Distribution {
  private static final Path BUILT = Path.of("target").toAbsolutePath();

  private Distribution() {}

  /// The launcher in a distribution below this directory.
  static Path launcherIn(Path home) throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    Path bin = Files.createDirectories(home.resolve("bin"));
    for (Path jar : jars()) {
      Files.createSymbolicLink(lib.resolve(jar.getFileName().toString()), jar);
    }
    return Files.copy(Path.of("bin", "headgate"), bin.resolve("headgate"));
  }

  private static List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> own = Files.newDirectoryStream(BUILT, "gateway-*.jar");
        DirectoryStream<Path> others = Files.newDirectoryStream(BUILT.resolve("lib"), "*.jar")) {
      own.forEach(jars::add);
      others.forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "nothing is packaged: run `mvn verify`, not the test alone", e);
    }
    return jars;
  }
}
