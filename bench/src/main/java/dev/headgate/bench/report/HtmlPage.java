package dev.headgate.bench.report;

import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Curve;
import dev.headgate.bench.report.Block.Curves;
import dev.headgate.bench.report.Block.Mark;
import dev.headgate.bench.report.Block.OverTime;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Block.Track;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A [Page] as HTML that loads nothing, in the reader's light or dark. Pure.
final class HtmlPage {
  private static final String STYLE =
      """
      :root {
        color-scheme: light dark;
        --page: #fcfcfb; --card: #ffffff; --edge: #e4e3df; --ink: #1a1a19; --soft: #5b5a55; --faint: #8a8983;
        --grid: #ebeae6; --fault: #f3e3df; --edge-fault: #c98a7d;
        --c0: #2a78d6; --c1: #e0662f; --c2: #16956a; --c3: #85847e; --c4: #8a5cd1; --c5: #c29412; --c6: #c9528b;
        --good: #16794f; --fair: #8f6a00; --bad: #b3261e;
      }
      @media (prefers-color-scheme: dark) {
        :root {
          --page: #161615; --card: #1e1e1c; --edge: #34332f; --ink: #f1f0ec; --soft: #b7b5ae; --faint: #85837c;
          --grid: #2d2c29; --fault: #3a2723; --edge-fault: #a06557;
          --c0: #4b93ea; --c1: #e9803f; --c2: #2fb083; --c3: #98968f; --c4: #a583e6; --c5: #d3a92c; --c6: #de76a6;
          --good: #57c08f; --fair: #d9b03f; --bad: #f0857c;
        }
      }
      * { box-sizing: border-box; }
      body { margin: 0 auto; max-width: 1180px; padding: 32px 24px 64px; background: var(--page); color: var(--ink);
        font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
      h1 { font-size: 26px; line-height: 1.2; margin: 0 0 8px; letter-spacing: -0.01em; }
      h2 { font-size: 19px; margin: 40px 0 12px; }
      h3 { font-size: 14px; margin: 0 0 2px; font-weight: 600; }
      p { margin: 0 0 12px; max-width: 80ch; color: var(--soft); }
      nav { margin: 12px 0 0; font-size: 14px; } nav a { color: var(--c0); margin-right: 16px; text-decoration: none; }
      .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(480px, 1fr)); gap: 16px; margin: 0 0 16px; }
      figure { margin: 0; padding: 14px 16px 10px; background: var(--card); border: 1px solid var(--edge); border-radius: 8px; }
      .legend { font-size: 12.5px; color: var(--soft); margin: 0 0 6px; display: flex; flex-wrap: wrap; gap: 4px 14px; }
      .key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 5px; }
      svg { display: block; width: 100%; height: auto; }
      svg text { font-size: 11.5px; fill: var(--soft); font-variant-numeric: tabular-nums; }
      svg .tick { fill: var(--faint); } svg .label { fill: var(--ink); font-size: 12px; }
      svg .value { font-size: 11px; } svg .mark { fill: var(--ink); font-weight: 600; }
      .grid { stroke: var(--grid); } .axis { stroke: var(--faint); }
      .fault { fill: var(--fault); } .edge { stroke: var(--edge-fault); stroke-dasharray: 3 3; }
      .stroke { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .stroke.thin { stroke-width: 1.5; }
      .dot { stroke: var(--card); stroke-width: 1.5; }
      .table { overflow-x: auto; margin: 0 0 16px; }
      table { border-collapse: collapse; font-size: 13.5px; width: 100%; background: var(--card); border: 1px solid var(--edge); }
      th, td { padding: 6px 10px; text-align: right; border-top: 1px solid var(--edge); font-variant-numeric: tabular-nums; }
      th { color: var(--soft); font-weight: 600; vertical-align: bottom; border-top: 0; }
      .words { text-align: left; }
      .GOOD { color: var(--good); } .FAIR { color: var(--fair); } .BAD { color: var(--bad); font-weight: 600; }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; font-size: 13.5px; margin: 0; }
      dt { color: var(--faint); } dd { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
      @media (max-width: 560px) { .plots { grid-template-columns: 1fr; } body { padding: 20px 14px; } }
      """;

  private HtmlPage() {}

  static String of(Page page) {
    StringBuilder html = new StringBuilder();
    html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>").append(text(page.title())).append("</title>\n");
    html.append("<style>\n").append(STYLE).append(colours()).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(text(page.title())).append("</h1>\n");
    html.append("<p>").append(text(page.lead())).append("</p>\n").append(contents(page));
    for (int i = 0; i < page.sections().size(); i++) {
      Page.Section section = page.sections().get(i);
      html.append("<h2 id=\"part").append(i).append("\">").append(text(section.title()));
      html.append("</h2>\n").append(blocks(section.blocks()));
    }
    return html.append(facts(page.facts())).append("</body>\n</html>\n").toString();
  }

  private static String colours() {
    return IntStream.rangeClosed(0, 6)
        .mapToObj(i ->
            ".fill.s%1$d, .dot.s%1$d { fill: var(--c%1$d); } .stroke.s%1$d { stroke: var(--c%1$d); } .key.s%1$d { background: var(--c%1$d); }%n"
                .formatted(i))
        .collect(Collectors.joining());
  }

  private static String contents(Page page) {
    return IntStream.range(0, page.sections().size())
        .mapToObj(
            i -> "<a href=\"#part%d\">%s</a>".formatted(i, text(page.sections().get(i).title())))
        .collect(Collectors.joining("\n", "<nav>\n", "\n</nav>\n"));
  }

  /// Plots that follow each other stand side by side.
  private static String blocks(List<Block> blocks) {
    StringBuilder html = new StringBuilder();
    boolean open = false;
    for (Block block : blocks) {
      boolean plot = isPlot(block);
      if (plot != open) {
        html.append(plot ? "<div class=\"plots\">\n" : "</div>\n");
        open = plot;
      }
      html.append(block(block));
    }
    return html.append(open ? "</div>\n" : "").toString();
  }

  private static boolean isPlot(Block block) {
    return switch (block) {
      case Prose _, Table _ -> false;
      case Bars _, Curves _, OverTime _ -> true;
    };
  }

  private static String block(Block block) {
    return switch (block) {
      case Prose prose -> "<p>" + text(prose.text()) + "</p>\n";
      case Table table -> table(table);
      case Bars bars ->
          figure(
              bars.title() + ", " + bars.unit(),
              bars.series().stream().map(Series::name).toList(),
              Drawings.bars(bars));
      case Curves curves ->
          figure(
              curves.title() + " – " + curves.yLabel(),
              curves.curves().stream().map(Curve::name).toList(),
              Drawings.curves(curves));
      case OverTime plot ->
          figure(
              plot.title(),
              plot.tracks().stream().map(Track::name).toList(),
              Drawings.overTime(plot));
    };
  }

  private static String figure(String title, List<String> names, String drawing) {
    String keys =
        IntStream.range(0, names.size())
            .mapToObj(i ->
                "<span><i class=\"key %s\"></i>%s</span>"
                    .formatted(Palette.style(names.get(i), i), text(names.get(i))))
            .collect(Collectors.joining());
    return "<figure>\n<h3>"
        + text(title)
        + "</h3>\n<div class=\"legend\">"
        + keys
        + "</div>\n"
        + drawing
        + "</figure>\n";
  }

  private static String table(Table table) {
    StringBuilder html = new StringBuilder("<div class=\"table\"><table>\n<tr>");
    List<String> sides =
        IntStream.range(0, table.columns().size()).mapToObj(i -> side(table, i)).toList();
    for (int i = 0; i < sides.size(); i++) {
      html.append("<th class=\"").append(sides.get(i)).append("\">");
      html.append(text(table.columns().get(i))).append("</th>");
    }
    html.append("</tr>\n");
    for (int i = 0; i < table.rows().size(); i++) {
      List<String> row = table.rows().get(i);
      Mark mark = table.marks().isEmpty() ? Mark.NONE : table.marks().get(i);
      html.append("<tr>");
      for (int j = 0; j < row.size(); j++) {
        String style = j == row.size() - 1 ? sides.get(j) + " " + mark : sides.get(j);
        html.append("<td class=\"").append(style).append("\">").append(text(row.get(j)));
        html.append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</table></div>\n").toString();
  }

  /// Numbers stand to the right, and what is beside none.
  private static String side(Table table, int column) {
    boolean words =
        column == 0
            || table.rows().stream()
                .map(row -> row.get(column))
                .noneMatch(cell -> cell.matches("[-–\\d].*"));
    return words ? "words" : "number";
  }

  private static String facts(List<Page.Fact> facts) {
    return facts.stream()
        .map(fact -> "<dt>" + text(fact.name()) + "</dt><dd>" + text(fact.value()) + "</dd>\n")
        .collect(Collectors.joining("", "<h2>Measured with</h2>\n<dl>\n", "</dl>\n"));
  }

  private static String text(String plain) {
    return Svg.escape(plain);
  }
}
