package dev.headgate.bench.report;

import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Curves;
import dev.headgate.bench.report.Block.OverTime;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Slice;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Block.Track;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// A [Page] as Markdown: plots become tables, and of latency over time the worst remains. Pure.
public final class MarkdownPage {
  private MarkdownPage() {}

  static String of(Page page) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(page.title()).append("\n\n").append(page.lead()).append("\n");
    for (Page.Section section : page.sections()) {
      text.append("\n## ").append(section.title()).append("\n\n");
      text.append(
          section.blocks().stream().map(MarkdownPage::block).collect(Collectors.joining("\n")));
    }
    text.append("\n## Measured with\n\n");
    page.facts()
        .forEach(fact ->
            text.append("- ").append(fact.name()).append(": ").append(fact.value()).append("\n"));
    return text.toString();
  }

  private static String block(Block block) {
    return switch (block) {
      case Prose prose -> prose.text() + "\n";
      case Table table -> table(table);
      case Bars bars -> titled(bars.title() + ", " + bars.unit(), bars(bars));
      case Curves curves ->
          titled(
              curves.title() + " – " + curves.yLabel() + " by " + curves.xLabel(), curves(curves));
      case OverTime plot -> titled(plot.title(), overTime(plot));
    };
  }

  private static String titled(String title, Table table) {
    return "**" + title + "**\n\n" + table(table);
  }

  /// A table alone, for a terminal.
  public static String table(Table table) {
    StringBuilder text = new StringBuilder(row(table.columns()));
    text.append("|---").append("|---:".repeat(table.columns().size() - 1)).append("|\n");
    table.rows().forEach(row -> text.append(row(row)));
    return text.toString();
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|").replace("\n", " "))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static Table bars(Bars bars) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < bars.labels().size(); i++) {
      int label = i;
      rows.add(
          Stream.concat(
                  Stream.of(bars.labels().get(i)),
                  bars.series().stream().map(one -> Numbers.text(one.values().get(label))))
              .toList());
    }
    return new Table(
        Stream.concat(Stream.of(""), bars.series().stream().map(Series::name)).toList(), rows);
  }

  private static Table curves(Curves curves) {
    double[] places =
        curves.curves().stream()
            .flatMap(one -> one.points().stream())
            .mapToDouble(Block.Point::x)
            .distinct()
            .sorted()
            .toArray();
    List<List<String>> rows = new ArrayList<>();
    rows.addAll(
        curves.curves().stream()
            .map(one ->
                Stream.concat(
                        Stream.of(one.name()),
                        DoubleStream.of(places).mapToObj(x -> Numbers.text(valueAt(one, x))))
                    .toList())
            .toList());
    return new Table(
        Stream.concat(Stream.of(""), DoubleStream.of(places).mapToObj(Numbers::text)).toList(),
        rows);
  }

  private static double valueAt(Block.Curve curve, double x) {
    return curve.points().stream()
        .filter(point -> point.x() == x)
        .mapToDouble(Block.Point::y)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static Table overTime(OverTime plot) {
    return new Table(
        List.of("", "worst, ms", "failed"),
        plot.tracks().stream().map(MarkdownPage::summed).toList());
  }

  private static List<String> summed(Track track) {
    double worst = track.slices().stream().mapToDouble(Slice::worstMs).max().orElse(Double.NaN);
    int failed = track.slices().stream().mapToInt(Slice::failed).sum();
    return List.of(track.name(), Numbers.text(worst), Integer.toString(failed));
  }
}
