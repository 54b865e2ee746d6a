package dev.headgate.bench.fault;

import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Mark;
import dev.headgate.bench.report.Block.OverTime;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Slice;
import dev.headgate.bench.report.Block.Span;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Block.Track;
import dev.headgate.bench.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/// Faults on a page. Pure.
public final class FaultPlots {
  private static final List<String> COLUMNS =
      List.of(
          "fault",
          "front",
          "calls",
          "failed",
          "longest stall before, ms",
          "longest stall, ms",
          "over 250 ms",
          "to leave, ms",
          "judged, ms",
          "to return, ms",
          "attempts per call",
          "backward",
          "stale by 2",
          "of another call",
          "wrong, all");

  private FaultPlots() {}

  /// Latency over time for each fault, then stalls and failures of all, then the figures.
  public static List<Block> of(List<FaultResult> results) {
    List<Block> blocks = new ArrayList<>();
    faults(results).forEach(fault -> blocks.add(overTime(fault, results)));
    blocks.add(bars("Longest stall", "ms", results, FaultResult::stallMs));
    blocks.add(bars("Failed", "calls", results, FaultResult::failed));
    blocks.add(bars("Stale, backward or another call's", "answers", results, FaultResult::wrong));
    blocks.add(table(results));
    return blocks;
  }

  private static List<String> faults(List<FaultResult> results) {
    return results.stream().map(FaultResult::fault).distinct().toList();
  }

  private static OverTime overTime(String fault, List<FaultResult> results) {
    List<FaultResult> of = results.stream().filter(one -> one.fault().equals(fault)).toList();
    FaultResult first = of.getFirst();
    return new OverTime(
        "Slowest call per 100 ms: " + fault,
        Optional.of(new Span(fault, first.beganSeconds(), first.endedSeconds())),
        of.stream().map(FaultPlots::track).toList());
  }

  private static Track track(FaultResult result) {
    return new Track(
        result.front(),
        result.moments().stream()
            .map(one -> new Slice(one.second(), one.worstMs(), one.failed()))
            .toList());
  }

  private static Bars bars(
      String title, String unit, List<FaultResult> results, ToDoubleFunction<FaultResult> value) {
    List<String> faults = faults(results);
    List<Series> series =
        results.stream()
            .map(FaultResult::front)
            .distinct()
            .map(front ->
                new Series(
                    front,
                    faults.stream().map(fault -> value(results, front, fault, value)).toList()))
            .toList();
    return new Bars(title, unit, faults, series);
  }

  private static double value(
      List<FaultResult> results, String front, String fault, ToDoubleFunction<FaultResult> value) {
    return results.stream()
        .filter(one -> one.front().equals(front) && one.fault().equals(fault))
        .mapToDouble(value)
        .findFirst()
        .orElse(Double.NaN);
  }

  /// The figures, a row for each fault and front.
  public static Table table(List<FaultResult> results) {
    return new Table(
        COLUMNS,
        results.stream().map(FaultPlots::row).toList(),
        results.stream().map(one -> one.wrong() == 0 ? Mark.NONE : Mark.BAD).toList());
  }

  private static List<String> row(FaultResult one) {
    return List.of(
        one.fault(),
        one.front(),
        Numbers.text(one.calls()),
        Numbers.text(one.failed()),
        whole(one.usualStallMs()),
        whole(one.stallMs()),
        Numbers.text(one.slow()),
        whole(one.leaveMs()),
        one.judgedMs().isPresent() ? whole(one.judgedMs().getAsDouble()) : "–",
        one.returnMs().isPresent() ? whole(one.returnMs().getAsDouble()) : "–",
        Numbers.text(orNaN(one.attempts())),
        Numbers.text(one.backward()),
        Numbers.text(one.stale()),
        Numbers.text(one.foreign()),
        Numbers.text(one.wrong()));
  }

  private static String whole(double ms) {
    return Numbers.text(Math.rint(ms));
  }

  private static double orNaN(OptionalDouble value) {
    return value.orElse(Double.NaN);
  }
}
