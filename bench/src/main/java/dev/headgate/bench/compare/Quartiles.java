package dev.headgate.bench.compare;

import java.util.Arrays;
import java.util.Collection;

/// The middle of some samples, and how far they spread; pure.
///
/// @param count how many samples; with none all the others are NaN
public record Quartiles(double first, double median, double third, int count) {

  /// Quartiles lie between samples where they must (linear interpolation).
  public static Quartiles of(Collection<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75), sorted.length);
  }

  private static double at(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /// The median of some samples, NaN for none.
  public static double median(double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return at(sorted, 0.5);
  }
}
