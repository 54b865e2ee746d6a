package dev.headgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The file that a command takes its token from: the gateway's own, or one with a single token.
final class TokenFile {
  private TokenFile() {}

  /// Its first token, without the name before it.
  static String first(Path file) throws Failure {
    try {
      String line =
          Files.readString(file)
              .lines()
              .map(String::strip)
              .filter(each -> !each.isEmpty() && !each.startsWith("#"))
              .findFirst()
              .orElseThrow(() -> new Failure(file + " holds no token; write one into it"));
      String token = line.substring(line.indexOf(':') + 1);
      if (token.matches("[A-Za-z0-9._~+/=-]+")) {
        return token;
      }
      throw new Failure(file + " holds no token in its first line; write NAME:TOKEN or TOKEN");
    } catch (NoSuchFileException _) {
      throw new Failure("there is no token file " + file + "; give another with --token-file FILE");
    } catch (IOException wrong) {
      throw new Failure(
          "the token file %s cannot be read (%s); run this as a user who may, or give another with --token-file FILE"
              .formatted(file, wrong.getClass().getSimpleName()));
    }
  }
}
