package dev.headgate.bench.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Where another policy is better than Headgate, and what is to be said to that: the cells are
/// found, the words are written by hand in `sceptic.md` and appear only where their cell is.
///
/// @param words by `scenario / column`; `* / column` for every scenario that has none of its own
record Sceptic(Map<String, String> words) {
  private static final String HEAD =
      """
      ## Where another policy is better

      Every cell in which another policy has noticeably less than Headgate.

      | scenario | measure | Headgate | better |
      |---|---|---:|---|
      """;

  static final String UNEXPLAINED = "*Nothing was written about this yet.*";

  /// @param others `policy: value`, each better than Headgate
  private record Cell(String scenario, Measure measure, String own, List<String> others) {
    String line() {
      return "| "
          + scenario
          + " | "
          + measure.title()
          + " | "
          + own
          + " | "
          + String.join("; ", others)
          + " |\n";
    }
  }

  static Sceptic read() {
    try (InputStream in = Sceptic.class.getResourceAsStream("sceptic.md")) {
      byte[] bytes = Objects.requireNonNull(in, "sceptic.md").readAllBytes();
      return parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What is before the first heading is for whoever writes the file.
  static Sceptic parse(String text) {
    Map<String, String> words = new LinkedHashMap<>();
    for (String section : List.of(("\n" + text).split("\n## ", -1)).stream().skip(1).toList()) {
      int end = section.indexOf('\n');
      words.put(section.substring(0, end).strip(), section.substring(end).strip());
    }
    return new Sceptic(Map.copyOf(words));
  }

  String doubts(List<Row> rows) {
    List<Cell> cells = rows.stream().flatMap(row -> cells(row).stream()).toList();
    StringBuilder text = new StringBuilder(HEAD);
    cells.forEach(cell -> text.append(cell.line()));
    Map<String, List<String>> told = new LinkedHashMap<>();
    for (Cell cell : cells) {
      told.computeIfAbsent(key(cell), _ -> new ArrayList<>()).add(cell.scenario());
    }
    told.forEach((key, scenarios) -> {
      String measure = key.substring(key.lastIndexOf(" / ") + 3);
      text.append("\n**").append(measure).append("** (").append(String.join(", ", scenarios));
      text.append("). ").append(words.getOrDefault(key, UNEXPLAINED)).append('\n');
    });
    return text.toString();
  }

  private String key(Cell cell) {
    String own = cell.scenario() + " / " + cell.measure().title();
    String common = "* / " + cell.measure().title();
    return words.containsKey(own) || !words.containsKey(common) ? own : common;
  }

  private static List<Cell> cells(Row row) {
    Score own = row.of(PolicyKind.HEADGATE);
    List<Cell> cells = new ArrayList<>();
    for (Measure measure : Measure.values()) {
      List<String> others = new ArrayList<>();
      for (PolicyKind kind : PolicyKind.values()) {
        if (measure.better(row.of(kind), own)) {
          others.add(kind.title() + ": " + measure.of(row.of(kind)));
        }
      }
      if (!others.isEmpty()) {
        cells.add(new Cell(row.scenario().name(), measure, measure.of(own), others));
      }
    }
    return cells;
  }
}
