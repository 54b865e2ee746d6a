package dev.headgate.bench.compare;

/// A figure beside what it must reach.
///
/// @param value NaN when there was nothing to take it from
/// @param first its first quartile over the rounds; the value itself where there are no rounds
/// @param third its third quartile
/// @param target what must be reached
/// @param stretch what would be better
/// @param atLeast whether more is better
/// @param verdict `stretch`, `met`, `short`, or `not measured`
public record Judged(
    String figure,
    String unit,
    double value,
    double first,
    double third,
    double target,
    double stretch,
    boolean atLeast,
    String verdict) {

  static Judged of(
      String figure, String unit, Quartiles value, double target, double stretch, boolean atLeast) {
    return new Judged(
        figure,
        unit,
        value.median(),
        value.first(),
        value.third(),
        target,
        stretch,
        atLeast,
        verdict(value.median(), target, stretch, atLeast));
  }

  private static String verdict(double value, double target, double stretch, boolean atLeast) {
    if (Double.isNaN(value)) {
      return "not measured";
    }
    if (reaches(value, stretch, atLeast)) {
      return "stretch";
    }
    return reaches(value, target, atLeast) ? "met" : "short";
  }

  private static boolean reaches(double value, double wanted, boolean atLeast) {
    return atLeast ? value >= wanted : value <= wanted;
  }
}
