package dev.headgate.operate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens of `admin.tokenFile`: one a line, `NAME:TOKEN` or `TOKEN` alone; `#` begins a remark.
/// Read anew whenever the file changes. While it cannot be read, or others may read it, no token is
/// good: a withdrawn one must not live on in memory. Only hashes are kept. Thread-safe.
public final class AdminToken {
  private static final Logger LOG = LoggerFactory.getLogger("headgate.admin");
  private static final int LONGEST_FILE = 64 * 1024;
  private static final int SHORTEST = 16;
  private static final Pattern LINE =
      Pattern.compile("(?:([\\w.@-]{1,64}):)?([A-Za-z0-9._~+/=-]{1,512})");

  /// @param digest SHA-256, in hex
  private record Named(String name, String digest) {
    boolean is(String other) {
      return MessageDigest.isEqual(bytes(digest), bytes(other));
    }

    private static byte[] bytes(String hex) {
      return hex.getBytes(StandardCharsets.US_ASCII);
    }
  }

  /// What tells one state of the file from another; a rename over it changes the key.
  private record Stamp(Object key, long modified, long size, Set<PosixFilePermission> rights) {
    static Stamp of(Path file) throws IOException {
      PosixFileAttributes is = Files.readAttributes(file, PosixFileAttributes.class);
      return new Stamp(
          String.valueOf(is.fileKey()),
          is.lastModifiedTime().toMillis(),
          is.size(),
          Set.copyOf(is.permissions()));
    }
  }

  private record Reading(Optional<Stamp> stamp, List<Named> tokens) {}

  private final Path file;
  private Reading latest;

  private AdminToken(Path file, Reading first) {
    this.file = file;
    this.latest = first;
  }

  /// The tokens of a file.
  ///
  /// @throws IOException when there are none to be had; the message says what to do
  public static AdminToken of(Path file) throws IOException {
    return new AdminToken(file, read(file));
  }

  /// The name of a token; empty when it is none of the file's. Takes the same time for each.
  synchronized Optional<String> nameOf(String token) {
    refresh();
    String digest = digest(token);
    Optional<String> name = Optional.empty();
    for (Named each : latest.tokens()) {
      if (each.is(digest)) {
        name = Optional.of(each.name());
      }
    }
    return name;
  }

  private void refresh() {
    try {
      if (latest.stamp().isEmpty() || !latest.stamp().get().equals(Stamp.of(file))) {
        latest = read(file);
        LOG.atInfo().addKeyValue("event", "token").log("the admin tokens were read anew");
      }
    } catch (IOException wrong) {
      if (latest.stamp().isPresent()) {
        LOG.atError()
            .addKeyValue("event", "token")
            .log("no admin token is good any more: {}", wrong.getMessage());
      }
      latest = new Reading(Optional.empty(), List.of());
    }
  }

  private static Reading read(Path file) throws IOException {
    try {
      Stamp stamp = Stamp.of(file);
      if (stamp.rights().contains(PosixFilePermission.OTHERS_READ)
          || stamp.rights().contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException(
            "admin.tokenFile %s is open to every user of this machine; write: chmod 600 %s"
                .formatted(file, file));
      }
      return new Reading(Optional.of(stamp), tokens(file));
    } catch (NoSuchFileException gone) {
      throw new IOException(
          "admin.tokenFile %s is not there; write: (umask 077; openssl rand -hex 32 > %s)"
              .formatted(file, file),
          gone);
    }
  }

  private static List<Named> tokens(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST_FILE + 1);
    }
    if (bytes.length > LONGEST_FILE) {
      throw new IOException("admin.tokenFile " + file + " is over 64KiB: is it the right file?");
    }
    List<Named> tokens = new ArrayList<>();
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        tokens.add(token(line, file + ":" + (i + 1)));
      }
    }
    if (tokens.isEmpty()) {
      throw new IOException(
          "admin.tokenFile %s holds no token; write one of at least %d characters into it: openssl rand -hex 32"
              .formatted(file, SHORTEST));
    }
    return List.copyOf(tokens);
  }

  /// The refusal never repeats the line.
  private static Named token(String line, String place) throws IOException {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IOException(
          place + ": this is no token; write NAME:TOKEN or TOKEN, of letters, digits and ._~+/=-");
    }
    if (parts.group(2).length() < SHORTEST) {
      throw new IOException(
          place + ": this token is too short; write one of at least " + SHORTEST + " characters");
    }
    String name = parts.group(1) == null ? "admin" : parts.group(1);
    return new Named(name, digest(parts.group(2)));
  }

  private static String digest(String token) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
