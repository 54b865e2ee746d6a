package dev.headgate;

import static com.google.googlejavaformat.java.ImportOrderer.reorderImports;
import static com.google.googlejavaformat.java.RemoveUnusedImports.removeUnusedImports;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every Java file of both modules is as google-java-format writes it. A test, because Maven may
/// run on a JDK that the formatter's Maven plugins refuse. `mvn -pl gateway test -Dtest=FormatTest
/// -Dformat=true` repairs.
class FormatTest {
  private static final boolean REPAIR = Boolean.getBoolean("format");

  @Test
  void every_file_is_formatted() throws IOException, FormatterException {
    List<Path> files = new ArrayList<>();
    for (String module : List.of("../gateway", "../bench")) {
      try (var found = Files.walk(Path.of(module, "src"))) {
        found.filter(path -> path.toString().endsWith(".java")).forEach(files::add);
      }
    }
    assertTrue(files.size() > 10, "found the sources");
    List<Path> off = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file);
      String formatted =
          new Formatter().formatSource(removeUnusedImports(reorderImports(text, Style.GOOGLE)));
      if (!formatted.equals(text)) {
        off.add(file);
        if (REPAIR) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (!REPAIR) {
      assertEquals(
          List.of(),
          off,
          "not formatted; repair with: mvn -pl gateway test -Dtest=FormatTest -Dformat=true");
    }
  }
}
