package dev.headgate.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalsTest {
  private static Judged judged(List<Judged> all, String begin) {
    return all.stream().filter(j -> j.figure().startsWith(begin)).findFirst().orElseThrow();
  }

  private static Ratio ratio(String figure, double value) {
    return new Ratio(
        "headgate",
        "haproxy",
        figure,
        new Scene(Scene.Kind.SATURATED, 64),
        Quartiles.of(List.of(value)));
  }

  @Test
  void each_figure_stands_beside_its_target() {
    List<Judged> all =
        Goals.judge(
            List.of(ratio(Pairing.CPU, 1.05), ratio(Pairing.RATE, 0.90)),
            List.of(
                new Figure("headgate", Extras.IDLE, "MiB", 79),
                new Figure("haproxy", Extras.IDLE, "MiB", 500)));
    assertEquals("met", judged(all, "CPU per call / HAProxy's").verdict());
    assertEquals("short", judged(all, "calls per second / HAProxy's").verdict());
    assertEquals("stretch", judged(all, Extras.IDLE).verdict());
    assertEquals("not measured", judged(all, Extras.HEAP).verdict());
  }

  @Test
  void the_tables_show_all_of_it() {
    Cell cell =
        new Cell(
            1,
            "headgate",
            new Scene(Scene.Kind.SATURATED, 64),
            64,
            0,
            70_000,
            3,
            10,
            900,
            2000,
            4000,
            100,
            0,
            100,
            0.01,
            7);
    List<Ratio> ratios = List.of(ratio(Pairing.CPU, 1.05));
    List<Figure> figures = List.of(new Figure("headgate", Extras.IDLE, "MiB", 79));
    String text =
        ComparisonText.of(
            new Comparison(
                "now",
                java.util.Map.of("java", "25"),
                "bench compare",
                1,
                0,
                List.of(cell),
                ratios,
                figures,
                Goals.judge(ratios, figures),
                List.of("a note")));
    assertTrue(
        text.contains(
            "| CPU per call / HAProxy's, saturated, 64 connections | 1.05 |  | 1.10 | 0.90 | met"
                + " |"),
        text);
    assertTrue(text.contains("| saturated, 64 connections | headgate | 70,000 | 13.0 |"), text);
    assertTrue(text.contains("| resident memory, idle | headgate | 79.0 MiB |"), text);
    assertTrue(text.contains("- note: a note"), text);
  }
}
