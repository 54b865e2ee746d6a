package dev.headgate.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong with one file, so that all of it is said at once.
final class Problems {
  private final String file;
  private final List<String> lines;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  void error(Spot spot, String message, String hint) {
    add(spot, Severity.ERROR, message, hint);
  }

  void warning(Spot spot, String message, String hint) {
    add(spot, Severity.WARNING, message, hint);
  }

  private void add(Spot spot, Severity severity, String message, String hint) {
    found.add(new Problem(file, spot.line(), spot.column(), severity, line(spot), message, hint));
  }

  private String line(Spot spot) {
    int at = spot.line() - 1;
    return at >= 0 && at < lines.size() ? lines.get(at) : "";
  }

  /// A collector for a second reading of what was complained about already.
  Problems unheard() {
    return new Problems(file, lines);
  }

  boolean refused() {
    return found.stream().anyMatch(Problem::isError);
  }

  /// In the order of the file.
  List<Problem> all() {
    return found.stream()
        .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
        .toList();
  }
}
