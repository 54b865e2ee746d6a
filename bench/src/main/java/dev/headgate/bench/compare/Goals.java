package dev.headgate.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What must be reached, beside what was measured; pure. The targets are near what bare proxies of
/// the same make were measured to do, the stretch is beyond.
final class Goals {
  private static final double KIB = 1024;

  private final List<Ratio> ratios;
  private final List<Figure> figures;
  private final List<Judged> judged = new ArrayList<>();

  private Goals(List<Ratio> ratios, List<Figure> figures) {
    this.ratios = ratios;
    this.figures = figures;
  }

  static List<Judged> judge(List<Ratio> ratios, List<Figure> figures) {
    Goals goals = new Goals(ratios, figures);
    goals.saturated();
    goals.onSchedule();
    goals.figures();
    return List.copyOf(goals.judged);
  }

  private void saturated() {
    for (Ratio ratio : ofHeadgate(Pairing.CPU)) {
      if (ratio.scene().kind() == Scene.Kind.SATURATED) {
        add("CPU per call / HAProxy's, " + ratio.scene(), ratio, 1.10, 0.90, false);
      }
    }
    for (Ratio ratio : ofHeadgate(Pairing.RATE)) {
      add("calls per second / HAProxy's, " + ratio.scene(), ratio, 0.95, 1.10, true);
    }
  }

  private void onSchedule() {
    for (Ratio ratio : ofHeadgate(Pairing.ADDED)) {
      add("added median latency / HAProxy's, " + ratio.scene(), ratio, 1.15, 0.90, false);
    }
    for (Ratio ratio : ofHeadgate(Pairing.P99)) {
      add("p99 / HAProxy's, " + ratio.scene(), ratio, 2.0, 1.2, false);
    }
  }

  private List<Ratio> ofHeadgate(String figure) {
    return ratios.stream()
        .filter(r -> r.contender().equals(Pairing.HEADGATE) && r.against().equals(Pairing.HAPROXY))
        .filter(r -> r.figure().equals(figure))
        .toList();
  }

  private void add(String figure, Ratio ratio, double target, double stretch, boolean atLeast) {
    judged.add(Judged.of(figure, "", ratio.quartiles(), target, stretch, atLeast));
  }

  private void figures() {
    one(Extras.SYSTEM_CALLS, 4.1, 4.05, false);
    one(Extras.HEAP, 4 * KIB, 512, false);
    one(Extras.LARGE_RATIO, 1.05, 0.90, false);
    one(Extras.LARGE_HEAP, 64 * KIB, 16 * KIB, false);
    one(Extras.SLOW, 64 * 256 / KIB, 64 * 128 / KIB, false);
    one(Extras.LOOPS, 1.10, 1.05, false);
    one(Extras.START, 350, 200, false);
    one(Extras.FIRST_SECOND, 0.6, 0.8, true);
    one(Extras.IDLE, 120, 80, false);
    one(Extras.AT_256, 180, 130, false);
  }

  private void one(String name, double target, double stretch, boolean atLeast) {
    Optional<Figure> figure =
        figures.stream()
            .filter(f -> f.contender().equals(Pairing.HEADGATE) && f.name().equals(name))
            .findFirst();
    Quartiles value =
        Quartiles.of(figure.map(Figure::value).filter(v -> !v.isNaN()).stream().toList());
    judged.add(
        Judged.of(name, figure.map(Figure::unit).orElse(""), value, target, stretch, atLeast));
  }
}
