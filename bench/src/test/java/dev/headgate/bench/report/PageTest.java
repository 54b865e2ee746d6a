package dev.headgate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Curve;
import dev.headgate.bench.report.Block.Curves;
import dev.headgate.bench.report.Block.Mark;
import dev.headgate.bench.report.Block.OverTime;
import dev.headgate.bench.report.Block.Point;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Slice;
import dev.headgate.bench.report.Block.Span;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Block.Track;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class PageTest {
  private static final Page PAGE =
      new Page(
          "A <report> & more",
          "What it says.",
          List.of(new Page.Fact("commit", "abc")),
          List.of(
              new Page.Section(
                  "Faults",
                  List.of(
                      new Prose("Some words."),
                      new Bars(
                          "Longest stall",
                          "ms",
                          List.of("kill", "hang"),
                          List.of(
                              new Series("Headgate", List.of(40.0, 140.0)),
                              new Series("HAProxy", List.of(Double.NaN, 6000.0)))),
                      new OverTime(
                          "hang",
                          Optional.of(new Span("hang", 4, 10)),
                          List.of(
                              new Track(
                                  "Headgate", List.of(new Slice(0, 3, 0), new Slice(5, 140, 0))),
                              new Track(
                                  "HAProxy", List.of(new Slice(0, 3, 0), new Slice(5, 0, 7))))),
                      new Curves(
                          "CPU",
                          "connections",
                          "us per call",
                          List.of(
                              new Curve("nginx", List.of(new Point(1, 20), new Point(1000, 30))))),
                      new Table(
                          List.of("figure", "value"),
                          List.of(List.of("a|b", "1"), List.of("c", "2")),
                          List.of(Mark.GOOD, Mark.BAD))))));

  @Test
  void every_plot_is_well_formed_and_has_no_value_that_is_no_number() throws Exception {
    String html = HtmlPage.of(PAGE);
    int plots = 0;
    for (int at = html.indexOf("<svg"); at >= 0; at = html.indexOf("<svg", at + 1)) {
      String svg = html.substring(at, html.indexOf("</svg>", at) + 6);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      assertFalse(svg.contains("NaN"), svg);
      plots++;
    }
    assertEquals(3, plots);
  }

  @Test
  void the_page_loads_nothing_and_shows_text_as_text() {
    String html = HtmlPage.of(PAGE);
    assertFalse(html.contains("http"), html);
    assertFalse(html.contains("<script"), html);
    assertTrue(html.contains("A &lt;report&gt; &amp; more"), html);
    assertTrue(html.contains("class=\"number BAD\">2<"), html);
  }

  @Test
  void the_span_of_the_fault_is_on_the_plot() {
    String html = HtmlPage.of(PAGE);
    assertTrue(html.contains("class=\"fault\""), html);
    assertTrue(html.contains("HAProxy: 7 failed at 5 s"), html);
  }

  @Test
  void the_summary_has_every_figure() {
    String text = MarkdownPage.of(PAGE);
    assertTrue(text.contains("| hang | 140 | 6,000 |"), text);
    assertTrue(text.contains("| kill | 40 | – |"), text);
    assertTrue(text.contains("| a\\|b | 1 |"), text);
    assertTrue(text.contains("| nginx | 20 | 30 |"), text);
    assertTrue(text.contains("| HAProxy | 3 | 7 |"), text);
  }

  @Test
  void three_files_are_written(@TempDir Path home) throws IOException {
    List<Path> files = ReportFiles.write(home.resolve("new"), PAGE, Map.of("stallMs", 40));
    assertEquals(3, files.size());
    assertTrue(Files.readString(home.resolve("new/figures.json")).contains("\"stallMs\" : 40"));
  }

  @Test
  void what_does_not_fit_together_is_refused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Table(List.of("a", "b"), List.of(List.of("1"))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Bars("t", "ms", List.of("a"), List.of(new Series("x", List.of(1.0, 2.0)))));
  }
}
