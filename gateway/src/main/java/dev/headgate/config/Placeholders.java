package dev.headgate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Replaces `${NAME}`, `${NAME:-default}` and `${file:/path}` in a value; `$${` stays as `${`. It
/// works on values that YAML has read already, so that what is put in can never become structure.
final class Placeholders {
  private static final Pattern PLACE = Pattern.compile("(\\$?)\\$\\{([^}]*)(}?)");
  private static final Pattern VARIABLE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?");
  private static final int LONGEST_FILE = 64 * 1024;
  private final Map<String, String> env;
  private final Set<String> fromFiles = new HashSet<>();
  private final Set<String> fromVariables = new HashSet<>();

  Placeholders(Map<String, String> env) {
    this.env = Map.copyOf(env);
  }

  static boolean in(String text) {
    return text.contains("${");
  }

  String fill(String text) throws Unfit {
    Matcher places = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      places.appendReplacement(filled, Matcher.quoteReplacement(replacement(places)));
    }
    return places.appendTail(filled).toString();
  }

  private String replacement(Matcher place) throws Unfit {
    if (!place.group(1).isEmpty()) {
      return place.group().substring(1);
    }
    if (place.group(3).isEmpty()) {
      throw new Unfit("has a ${ without its }", "close it, or write $${ for the text ${");
    }
    String inside = place.group(2);
    boolean file = inside.startsWith("file:");
    String text = file ? file(inside.substring(5)) : variable(inside);
    (file ? fromFiles : fromVariables).add(text);
    return text;
  }

  /// All that was put in so far.
  Secrets secrets() {
    return new Secrets(fromFiles, fromVariables);
  }

  private String variable(String inside) throws Unfit {
    Matcher parts = VARIABLE.matcher(inside);
    if (!parts.matches()) {
      throw new Unfit(
          "has a ${...} that is no name of a variable",
          "write ${NAME}, ${NAME:-default} or ${file:/path}, or $${ for the text ${");
    }
    String name = parts.group(1);
    String value = env.get(name);
    String fallback = parts.group(2);
    if (value == null && fallback == null) {
      throw new Unfit(
          "needs the environment variable " + name + ", which is not set",
          "set it, or give a default: ${" + name + ":-default}");
    }
    // As in a shell, a default also stands in for an empty value.
    return value == null || (value.isEmpty() && fallback != null)
        ? String.valueOf(fallback)
        : value;
  }

  /// The file's text without the line break at its end.
  private static String file(String name) throws Unfit {
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute()) {
        throw new Unfit(
            "names a file whose path does not begin with /", "write ${file:/whole/path}");
      }
      return readable(path);
    } catch (IOException | InvalidPathException | SecurityException _) {
      throw new Unfit(
          "needs the file " + name + ", which cannot be read",
          "see that it exists and that this user may read it");
    }
  }

  private static String readable(Path path) throws IOException, Unfit {
    // A pipe or a device would keep the start waiting.
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new Unfit("needs " + path + ", which is no regular file", "name a regular file");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(LONGEST_FILE + 1);
      if (bytes.length > LONGEST_FILE) {
        throw new Unfit("needs the file " + path + ", which is over 64KiB", "name a smaller file");
      }
      return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    }
  }
}
