package dev.headgate.bench.policy;

import java.util.Locale;

/// The columns of the report; less is better in each.
enum Measure {
  FAILED("failed", 0, 1, 0),
  STALE("stale", 0, 1, 0),
  UNTRUE("untrue", 0, 1, 0),
  BACKWARD("backward", 0, 1, 0),
  STALL("longest stall, ms", 0, 25, 0.2),
  P99("p99, ms", 1, 2, 0.2),
  TRANSITIONS("transitions", 0, 1, 0),
  ASTRAY("seconds astray", 1, 0.5, 0.1),
  ATTEMPTS("attempts per call", 3, 0.02, 0);

  private final String title;
  private final int digits;
  private final double least;
  private final double share;

  /// @param least a smaller difference is none
  /// @param share a difference of a smaller part of the greater value is none
  Measure(String title, int digits, double least, double share) {
    this.title = title;
    this.digits = digits;
    this.least = least;
    this.share = share;
  }

  String title() {
    return title;
  }

  String of(Score score) {
    return String.format(Locale.ROOT, "%." + digits + "f", value(score));
  }

  /// Whether one score is less than another by more than chance.
  boolean better(Score one, Score other) {
    double mine = value(one);
    double theirs = value(other);
    return theirs - mine >= Math.max(least, share * theirs);
  }

  private double value(Score score) {
    return switch (this) {
      case FAILED -> score.failed();
      case STALE -> score.stale();
      case UNTRUE -> score.untrue();
      case BACKWARD -> score.backward();
      case STALL -> score.stallMs();
      case P99 -> score.p99Ms();
      case TRANSITIONS -> score.transitions();
      case ASTRAY -> score.astraySeconds();
      case ATTEMPTS -> score.attempts();
    };
  }
}
