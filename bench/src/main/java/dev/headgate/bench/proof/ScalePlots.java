package dev.headgate.bench.proof;

import dev.headgate.bench.compare.ScaleResult;
import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Block.Curve;
import dev.headgate.bench.report.Block.Curves;
import dev.headgate.bench.report.Block.Point;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/// Scale series on a page: a curve for each kind of growth. Pure.
final class ScalePlots {
  private ScalePlots() {}

  static List<Block> of(ScaleResult scale) {
    List<Block> blocks = new ArrayList<>();
    scale.series().forEach(series -> blocks.add(curves(series)));
    scale
        .series()
        .forEach(series -> {
          blocks.add(new Prose("%s, %s:".formatted(series.name(), series.load())));
          blocks.add(table(series));
        });
    scale.notes().forEach(note -> blocks.add(new Prose(note)));
    return blocks;
  }

  private static Curves curves(ScaleResult.Series series) {
    List<Curve> curves =
        series.points().stream()
            .map(ScaleResult.Point::contender)
            .distinct()
            .map(contender -> curve(series, contender))
            .toList();
    return new Curves(
        "CPU per call by " + series.name() + ", " + series.load(), series.unit(), "µs", curves);
  }

  private static Curve curve(ScaleResult.Series series, String contender) {
    return new Curve(
        contender,
        series.points().stream()
            .filter(point -> point.contender().equals(contender) && point.cpuMicros() > 0)
            .map(point -> new Point(point.x(), point.cpuMicros()))
            .toList());
  }

  private static Table table(ScaleResult.Series series) {
    return new Table(
        List.of(
            series.unit(),
            "of",
            "CPU, µs per call",
            "p50, µs",
            "p99, µs",
            "calls/s",
            "failed",
            "MiB"),
        series.points().stream()
            .map(point ->
                List.of(
                    Numbers.text(point.x()),
                    point.contender(),
                    Numbers.text(point.cpuMicros()),
                    Numbers.text(point.p50Micros()),
                    Numbers.text(point.p99Micros()),
                    Numbers.text(point.callsPerSecond()),
                    Long.toString(point.failed()),
                    Numbers.text(Math.rint(point.residentMib()))))
            .toList());
  }
}
