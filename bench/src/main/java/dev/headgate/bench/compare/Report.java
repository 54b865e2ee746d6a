package dev.headgate.bench.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Says once what was found: at the end, or at Ctrl-C what there is until then. Thread-safe once
/// all files are named.
final class Report {
  static final String USAGE = "[--json FILE] [--out FILE]";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Map<String, Path> files = new LinkedHashMap<>();
  private final AtomicBoolean said = new AtomicBoolean();

  /// Takes `--json FILE` or `--out FILE`; false for any other option.
  boolean option(String name, String value) {
    if (!name.equals("--json") && !name.equals("--out")) {
      return false;
    }
    files.put(name, Path.of(value));
    return true;
  }

  /// Reports at the end of the process, unless it has been done until then.
  <T> void atTheEnd(Supplier<T> found, Function<T, String> text, PrintStream out, PrintStream err) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> now(found.get(), text, out, err)));
  }

  <T> void now(T found, Function<T, String> text, PrintStream out, PrintStream err) {
    if (said.getAndSet(true)) {
      return;
    }
    String markdown = text.apply(found);
    out.print(markdown);
    out.flush();
    files.forEach((name, path) -> {
      try {
        Files.writeString(path, name.equals("--json") ? JSON.writeValueAsString(found) : markdown);
      } catch (IOException e) {
        err.println("bench: cannot write " + path + ": " + e.getMessage());
      }
    });
  }
}
