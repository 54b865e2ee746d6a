package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher's AOT cache with a real JVM and the jars as they are built.
@Tag("full")
class AotCacheIT {
  private static final byte[] RUBBISH = "rubbish".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path home = Path.of("unset");

  private record Ran(int code, String said) {}

  @Test
  void it_is_used_and_no_damage_to_it_stops_a_start() throws Exception {
    install();
    Ran trained = run("", "train");
    assertEquals(0, trained.code(), trained.said());
    Path cache = home.resolve("cache/headgate.aot");
    Path kept = Files.copy(cache, home.resolve("kept"));
    FileTime time = Files.getLastModifiedTime(cache);

    // This JVM would rather end than go on without the cache.
    assertStarts("-XX:AOTMode=on");
    for (long at : List.of(0L, 5000L, Files.size(cache) / 2, Files.size(cache) - 100_000)) {
      Files.write(cache, Files.readAllBytes(kept));
      write(cache, at);
      assertStarts("");
    }
    Files.write(cache, Files.readAllBytes(kept));
    write(cache, 0);
    Files.setLastModifiedTime(cache, time); // the launcher cannot see it, so the JVM has to
    assertStarts("");
    Files.write(cache, new byte[0]);
    assertStarts("");
    Files.delete(cache);
    assertStarts("");
  }

  private static void write(Path file, long at) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.seek(at);
      open.write(RUBBISH);
    }
  }

  private void assertStarts(String options) throws Exception {
    Ran ran = run(options, "version");
    assertEquals(0, ran.code(), ran.said());
    assertTrue(ran.said().startsWith("headgate ") && ran.said().lines().count() == 1, ran.said());
  }

  /// A distribution of this build's jars.
  private void install() throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.copy(Path.of("bin/headgate"), home.resolve("bin/headgate"));
    assertTrue(home.resolve("bin/headgate").toFile().setExecutable(true));
    Path lib = Files.createDirectories(home.resolve("lib"));
    List<Path> jars = new ArrayList<>();
    try (Stream<Path> own = Files.list(Path.of("target"));
        Stream<Path> others = Files.list(Path.of("target/lib"))) {
      own.filter(AotCacheIT::isOurs).forEach(jars::add);
      others.forEach(jars::add);
    }
    for (Path jar : jars) {
      Files.copy(jar, lib.resolve(jar.getFileName()));
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("gateway-") && name.endsWith(".jar") && !name.endsWith("-tests.jar");
  }

  private Ran run(String options, String command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/headgate").toString(), command)
            .redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("HEADGATE_JAVA_OPTS", options);
    builder.environment().keySet().removeAll(List.of("HEADGATE_AOT", "HEADGATE_CACHE_DIR"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ran(process.waitFor(), said);
  }
}
