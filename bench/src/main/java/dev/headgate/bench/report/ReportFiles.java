package dev.headgate.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes a report's three files.
public final class ReportFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ReportFiles() {}

  /// Writes `index.html`, `summary.md` and `figures.json`.
  ///
  /// @param into made when it is not there
  /// @param figures what was measured, as records or maps, by name
  /// @return the three files
  public static List<Path> write(Path into, Page page, Map<String, ?> figures) throws IOException {
    Files.createDirectories(into);
    return List.of(
        write(into.resolve("index.html"), HtmlPage.of(page)),
        write(into.resolve("summary.md"), MarkdownPage.of(page)),
        write(into.resolve("figures.json"), JSON.writeValueAsString(figures) + "\n"));
  }

  private static Path write(Path file, String text) throws IOException {
    return Files.writeString(file, text, StandardCharsets.UTF_8);
  }
}
