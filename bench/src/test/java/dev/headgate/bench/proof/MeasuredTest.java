package dev.headgate.bench.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.compare.Cell;
import dev.headgate.bench.compare.Comparison;
import dev.headgate.bench.compare.Figure;
import dev.headgate.bench.compare.Judged;
import dev.headgate.bench.compare.ScaleResult;
import dev.headgate.bench.compare.Scene;
import dev.headgate.bench.fault.FaultResult;
import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Page;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  private static final Scene SATURATED = new Scene(Scene.Kind.SATURATED, 64);
  private static final Scene OPEN = new Scene(Scene.Kind.OPEN, 10_000);
  private static final Comparison COMPARISON =
      new Comparison(
          "now",
          Map.of(),
          "bench compare",
          2,
          1,
          List.of(
              cell(1, "headgate", SATURATED, 10),
              cell(2, "headgate", SATURATED, 12),
              cell(1, "haproxy", SATURATED, 20),
              cell(1, "direct", SATURATED, 0),
              cell(1, "headgate", OPEN, 30)),
          List.of(),
          List.of(new Figure("headgate", "start", "ms", 300)),
          List.of(
              new Judged("CPU", "", 0.5, 0.4, 0.6, 1.1, 0.9, false, "stretch"),
              new Judged("heap", "bytes", 7000, 7000, 7000, 4096, 512, false, "short"),
              new Judged(
                  "hops", "", Double.NaN, Double.NaN, Double.NaN, 0, 0, false, "not measured")),
          List.of("a note"));

  @Test
  void targets_carry_their_verdicts() {
    List<Block> blocks = ComparePlots.targets(COMPARISON);
    Block.Table table = (Block.Table) blocks.getFirst();
    assertEquals(List.of(Block.Mark.GOOD, Block.Mark.BAD), table.marks());
    assertEquals("7,000 bytes", table.rows().get(1).get(1));
    assertEquals("≤ 4,096", table.rows().get(1).get(3));
    assertEquals(new Block.Prose("Not measured in this run: hops."), blocks.get(1));
  }

  @Test
  void cost_is_the_median_over_the_rounds_and_direct_access_has_none() {
    Block.Bars cpu = (Block.Bars) ComparePlots.of(COMPARISON).get(1);
    assertEquals(List.of("saturated, 64 connections"), cpu.labels());
    assertEquals(
        List.of(
            new Block.Series("headgate", List.of(11.0)),
            new Block.Series("haproxy", List.of(20.0))),
        cpu.series());
  }

  @Test
  void growth_is_a_curve_for_each_contender() {
    ScaleResult scale =
        new ScaleResult(
            "now",
            Map.of(),
            "bench scale",
            List.of(
                new ScaleResult.Series(
                    "connections",
                    "connections",
                    "2,000 calls/s",
                    List.of(point(1, "headgate"), point(1, "haproxy"), point(10, "headgate")))),
            List.of());
    Block.Curves curves = (Block.Curves) ScalePlots.of(scale).getFirst();
    assertEquals(2, curves.curves().size());
    assertEquals(2, curves.curves().getFirst().points().size());
  }

  @Test
  void the_lead_says_what_each_front_did_under_the_faults() {
    Page page =
        new Measured(
                List.of(fault("Headgate", 0, 40, 0), fault("HAProxy", 3, 6000, 2)),
                Optional.of(COMPARISON),
                Optional.empty())
            .page(List.of());
    assertTrue(
        page.lead().startsWith("Under 1 faults: Headgate failed 0 of 100 calls"), page::lead);
    assertTrue(
        page.lead().contains("HAProxy failed 3 of 100 calls, answered 2 wrongly"), page::lead);
    assertEquals(
        List.of("Targets", "What a fault costs", "What a call costs"),
        page.sections().stream().map(Page.Section::title).toList());
  }

  @Test
  void what_was_not_measured_is_not_on_the_page() {
    Page page = new Measured(List.of(), Optional.empty(), Optional.empty()).page(List.of());
    assertEquals(List.of(), page.sections());
  }

  private static Cell cell(int round, String contender, Scene scene, double cpu) {
    return new Cell(
        round, contender, scene, 64, 0, 1000, cpu, 0, 100, 200, 300, 1000, 0, 1000, 0, 1);
  }

  private static ScaleResult.Point point(double x, String contender) {
    return new ScaleResult.Point(x, contender, 10, 100, 200, 2000, 0, 60, 0);
  }

  private static FaultResult fault(String front, int failed, double stall, int stale) {
    return new FaultResult(
        front,
        "hang",
        2,
        7,
        100,
        failed,
        failed,
        0,
        3,
        stall,
        0,
        0,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        0,
        OptionalDouble.empty(),
        0,
        stale,
        0,
        0,
        List.of(),
        List.of(),
        List.of(new FaultResult.Moment(0, 1, 1, 1, 0)));
  }
}
