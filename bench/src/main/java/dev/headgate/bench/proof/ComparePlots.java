package dev.headgate.bench.proof;

import dev.headgate.bench.compare.Cell;
import dev.headgate.bench.compare.Comparison;
import dev.headgate.bench.compare.Judged;
import dev.headgate.bench.compare.Quartiles;
import dev.headgate.bench.compare.Scene;
import dev.headgate.bench.report.Block;
import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Mark;
import dev.headgate.bench.report.Block.Prose;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Table;
import dev.headgate.bench.report.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// A comparison on a page. Pure.
final class ComparePlots {
  private static final String DIRECT = "direct";

  private ComparePlots() {}

  /// What must be reached, and what was; what was not measured is named under it.
  static List<Block> targets(Comparison comparison) {
    Map<Boolean, List<Judged>> byMeasured =
        comparison.judged().stream()
            .collect(Collectors.partitioningBy(one -> !Double.isNaN(one.value())));
    List<Judged> measured = byMeasured.getOrDefault(true, List.of());
    List<Judged> others = byMeasured.getOrDefault(false, List.of());
    List<Block> blocks = new ArrayList<>();
    if (!measured.isEmpty()) {
      blocks.add(
          new Table(
              List.of("figure", "measured", "quartiles", "target", "stretch", "verdict"),
              measured.stream().map(ComparePlots::row).toList(),
              measured.stream().map(one -> mark(one.verdict())).toList()));
    }
    if (!others.isEmpty()) {
      blocks.add(
          new Prose(
              "Not measured in this run: "
                  + others.stream().map(Judged::figure).collect(Collectors.joining(", "))
                  + "."));
    }
    if (comparison.ratios().isEmpty()) {
      blocks.add(
          new Prose(
              "No ratio to HAProxy could be taken: in every round something else had the machine."));
    }
    return blocks;
  }

  private static List<String> row(Judged one) {
    String unit = one.unit().isEmpty() ? "" : " " + one.unit();
    String bound = one.atLeast() ? "≥ " : "≤ ";
    return List.of(
        one.figure(),
        Numbers.text(one.value()) + unit,
        Numbers.text(one.first()) + " to " + Numbers.text(one.third()),
        bound + Numbers.text(one.target()),
        bound + Numbers.text(one.stretch()),
        one.verdict());
  }

  private static Mark mark(String verdict) {
    return switch (verdict) {
      case "stretch", "met" -> Mark.GOOD;
      case "short" -> Mark.BAD;
      default -> Mark.NONE;
    };
  }

  /// Cost, throughput and latency of all contenders, and the figures that are measured once.
  static List<Block> of(Comparison comparison) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Prose(
            "%d rounds, in each of which every contender had every load; %d loads were thrown away because something else had the machine. Medians over all rounds; the ratios above are of the rounds that were kept."
                .formatted(comparison.rounds(), comparison.thrownAway())));
    Predicate<Cell> saturated = cell -> cell.scene().kind() == Scene.Kind.SATURATED;
    Predicate<Cell> behind = cell -> !cell.contender().equals(DIRECT);
    bars("CPU per call", "µs", comparison, saturated.and(behind), Cell::cpuMicros, blocks);
    bars("As much as there can be", "calls/s", comparison, saturated, Cell::callsPerSecond, blocks);
    bars("Median latency", "µs", comparison, saturated.negate(), Cell::p50Micros, blocks);
    bars("99th percentile", "µs", comparison, saturated.negate(), Cell::p99Micros, blocks);
    if (!comparison.figures().isEmpty()) {
      blocks.add(
          new Table(
              List.of("figure", "of", "value", "unit"),
              comparison.figures().stream()
                  .map(one ->
                      List.of(one.name(), one.contender(), Numbers.text(one.value()), one.unit()))
                  .toList()));
    }
    comparison.notes().forEach(note -> blocks.add(new Prose(note)));
    return blocks;
  }

  private static void bars(
      String title,
      String unit,
      Comparison comparison,
      Predicate<Cell> which,
      ToDoubleFunction<Cell> value,
      List<Block> into) {
    List<Cell> cells = comparison.cells().stream().filter(which).toList();
    if (cells.isEmpty()) {
      return;
    }
    List<Scene> scenes = cells.stream().map(Cell::scene).distinct().toList();
    List<Series> series =
        cells.stream()
            .map(Cell::contender)
            .distinct()
            .map(contender ->
                new Series(
                    contender,
                    scenes.stream().map(scene -> median(cells, contender, scene, value)).toList()))
            .toList();
    into.add(new Bars(title, unit, scenes.stream().map(Scene::toString).toList(), series));
  }

  private static double median(
      List<Cell> cells, String contender, Scene scene, ToDoubleFunction<Cell> value) {
    return Quartiles.median(
        cells.stream()
            .filter(cell -> cell.contender().equals(contender) && cell.scene().equals(scene))
            .mapToDouble(value)
            .toArray());
  }
}
