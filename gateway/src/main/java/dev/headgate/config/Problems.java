package dev.headgate.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what is wrong with one file, so that all of it is said at once.
final class Problems {
  /// Nobody reads more at once, and a hostile file has as many as it has lines.
  static final int MOST = 100;

  private static final int LONGEST = 600;

  private final String file;
  private final List<String> lines;
  private final List<Problem> found = new ArrayList<>();
  private int unsaid;
  private boolean unsaidError;

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
    if (found.size() >= MOST) {
      unsaid++;
      unsaidError |= severity == Severity.ERROR;
      return;
    }
    found.add(
        new Problem(
            file, spot.line(), spot.column(), severity, line(spot), fit(message), fit(hint)));
  }

  /// They may repeat a key, which may be anything.
  private static String fit(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", "?");
    return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
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
    return unsaidError || found.stream().anyMatch(Problem::isError);
  }

  /// In the order of the file, the first hundred that were found.
  List<Problem> all() {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    if (unsaid > 0) {
      Severity worst = refused() ? Severity.ERROR : Severity.WARNING;
      String more = "and %d more problems".formatted(unsaid);
      sorted.add(new Problem(file, 0, 0, worst, "", more, "mend these first"));
    }
    return sorted;
  }
}
