package dev.headgate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// What this build is, as Maven wrote it down.
final class BuildInfo implements IVersionProvider {
  private static final String WRITTEN = "/dev/headgate/build.properties";

  /// One line: version, commit when it is known, the JDK.
  static String line() {
    Properties build = read();
    String commit = build.getProperty("commit", "");
    return "headgate %s%s, JDK %s (%s)"
        .formatted(
            build.getProperty("version", "of an unknown version"),
            commit.isBlank() ? "" : " (" + commit + ")",
            Runtime.version(),
            System.getProperty("java.vendor"));
  }

  /// The version alone.
  static String version() {
    return read().getProperty("version", "unknown");
  }

  private static Properties read() {
    Properties build = new Properties();
    try (InputStream in = BuildInfo.class.getResourceAsStream(WRITTEN)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
    return build;
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
