package dev.headgate.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A comparison as tables in Markdown.
public final class ComparisonText {
  private final Comparison comparison;
  private final StringBuilder text = new StringBuilder();

  private ComparisonText(Comparison comparison) {
    this.comparison = comparison;
  }

  /// All of it: what must be reached, medians, ratios, figures.
  public static String of(Comparison comparison) {
    ComparisonText made = new ComparisonText(comparison);
    made.head();
    made.goals();
    made.medians();
    made.ratios();
    made.figures();
    return made.text.toString();
  }

  private void head() {
    line(
        comparison.at()
            + ", "
            + comparison.rounds()
            + " rounds, "
            + comparison.thrownAway()
            + " scenes thrown away because the machine had other work");
    comparison.versions().forEach((name, version) -> line("- " + name + ": " + version));
    line("- `" + comparison.command() + "`");
    comparison.notes().forEach(note -> line("- note: " + note));
    line("");
  }

  private void goals() {
    line("| figure | measured | quartiles | target | stretch | |");
    line("|---|---:|---|---:|---:|---|");
    for (Judged each : comparison.judged()) {
      row(
          each.figure() + (each.unit().isEmpty() ? "" : ", " + each.unit()),
          number(each.value()),
          each.first() < each.third() ? number(each.first()) + " to " + number(each.third()) : "",
          number(each.target()),
          number(each.stretch()),
          each.verdict());
    }
    line("");
  }

  private void medians() {
    line(
        "| load | contender | calls/s | CPU us/call | user | kernel | p50 us | p99 us | p99.9 us"
            + " | failed | nodes received / answered |");
    line("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for (Scene scene : comparison.cells().stream().map(Cell::scene).distinct().toList()) {
      for (String contender : of(scene).map(Cell::contender).distinct().toList()) {
        medians(scene, of(scene).filter(c -> c.contender().equals(contender)).toList());
      }
    }
    line("");
  }

  private Stream<Cell> of(Scene scene) {
    return comparison.cells().stream().filter(cell -> cell.scene().equals(scene));
  }

  private void medians(Scene scene, List<Cell> cells) {
    long received = cells.stream().mapToLong(Cell::received).sum();
    long answered = cells.stream().mapToLong(Cell::answered).sum();
    row(
        scene,
        cells.getFirst().contender(),
        median(cells, Cell::callsPerSecond),
        median(cells, Cell::cpuMicros),
        median(cells, Cell::userMicros),
        median(cells, Cell::systemMicros),
        median(cells, Cell::p50Micros),
        median(cells, Cell::p99Micros),
        median(cells, Cell::p999Micros),
        cells.stream().mapToLong(Cell::failed).sum(),
        String.format(Locale.ROOT, "%.4f", (double) received / answered));
  }

  private static String median(List<Cell> cells, ToDoubleFunction<Cell> of) {
    return number(Quartiles.median(cells.stream().mapToDouble(of).toArray()));
  }

  private void ratios() {
    line("| load | contender / against | figure | median | quartiles | rounds |");
    line("|---|---|---|---:|---|---:|");
    for (Ratio ratio : comparison.ratios()) {
      Quartiles q = ratio.quartiles();
      row(
          ratio.scene(),
          ratio.contender() + " / " + ratio.against(),
          ratio.figure(),
          number(q.median()),
          number(q.first()) + " to " + number(q.third()),
          q.count());
    }
    line("");
  }

  private void figures() {
    line("| figure | contender | |");
    line("|---|---|---:|");
    for (Figure figure : comparison.figures()) {
      row(figure.name(), figure.contender(), number(figure.value()) + " " + figure.unit());
    }
  }

  /// Three digits that matter; whole numbers from a hundred on.
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return Math.abs(value) >= 10
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private void row(Object... cells) {
    line(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
