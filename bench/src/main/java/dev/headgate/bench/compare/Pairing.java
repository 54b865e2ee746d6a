package dev.headgate.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Pairs the cells of each round; pure.
final class Pairing {
  static final String HEADGATE = "headgate";
  static final String HAPROXY = "haproxy";
  static final String NGINX = "nginx";
  static final String DIRECT = "direct";

  static final String CPU = "CPU per call";
  static final String RATE = "calls per second";
  static final String ADDED = "added p50";
  static final String P99 = "p99";
  static final String P999 = "p99.9";

  private final List<Cell> kept;
  private final int thrownAway;

  /// Takes the cells of all rounds; a round's scene in which one contender was disturbed is of no
  /// use for any of them.
  ///
  /// @param mostLost share of the machine's CPU from which a cell counts as disturbed
  Pairing(List<Cell> cells, double mostLost) {
    Set<Place> disturbed =
        cells.stream()
            .filter(cell -> cell.lostCpu() >= mostLost)
            .map(Place::of)
            .collect(Collectors.toSet());
    kept = cells.stream().filter(cell -> !disturbed.contains(Place.of(cell))).toList();
    thrownAway = disturbed.size();
  }

  /// What is compared with each other.
  private record Place(int round, Scene scene) {
    static Place of(Cell cell) {
      return new Place(cell.round(), cell.scene());
    }
  }

  int thrownAway() {
    return thrownAway;
  }

  List<Cell> kept() {
    return kept;
  }

  /// Rounds of a scene that were kept.
  long rounds(Scene scene) {
    return kept.stream().filter(c -> c.scene().equals(scene)).map(Cell::round).distinct().count();
  }

  /// Of each contender to one of them.
  List<Ratio> ratios(String against) {
    List<Ratio> ratios = new ArrayList<>();
    for (Scene scene : kept.stream().map(Cell::scene).distinct().toList()) {
      for (String contender : contenders()) {
        if (!contender.equals(against) && !contender.equals(DIRECT)) {
          ratios.addAll(ratios(contender, against, scene));
        }
      }
    }
    return ratios;
  }

  private Set<String> contenders() {
    return kept.stream().map(Cell::contender).collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Ratio> ratios(String contender, String against, Scene scene) {
    List<Ratio> ratios = new ArrayList<>();
    ratios.add(ratio(contender, against, CPU, scene, Cell::cpuMicros));
    if (scene.kind() == Scene.Kind.SATURATED) {
      ratios.add(ratio(contender, against, RATE, scene, Cell::callsPerSecond));
    } else {
      ratios.add(ratio(contender, against, ADDED, scene, this::added));
      ratios.add(ratio(contender, against, P99, scene, Cell::p99Micros));
      ratios.add(ratio(contender, against, P999, scene, Cell::p999Micros));
    }
    return ratios;
  }

  /// The paired ratios of one figure.
  Ratio ratio(
      String contender, String against, String figure, Scene scene, ToDoubleFunction<Cell> of) {
    List<Double> each = new ArrayList<>();
    for (Cell cell : kept) {
      if (cell.contender().equals(contender) && cell.scene().equals(scene)) {
        other(cell, against)
            .map(other -> of.applyAsDouble(cell) / of.applyAsDouble(other))
            .filter(Double::isFinite)
            .ifPresent(each::add);
      }
    }
    return new Ratio(contender, against, figure, scene, Quartiles.of(each));
  }

  private Optional<Cell> other(Cell cell, String contender) {
    return kept.stream()
        .filter(c -> c.round() == cell.round() && c.scene().equals(cell.scene()))
        .filter(c -> c.contender().equals(contender))
        .findFirst();
  }

  /// What a contender adds to the median of a call without it, in the same round; at least a
  /// microsecond, for a ratio to something below nothing says nothing.
  private double added(Cell cell) {
    return other(cell, DIRECT)
        .map(direct -> Math.max(1, cell.p50Micros() - direct.p50Micros()))
        .orElse(Double.NaN);
  }
}
