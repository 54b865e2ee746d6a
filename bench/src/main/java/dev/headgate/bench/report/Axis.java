package dev.headgate.bench.report;

import java.util.ArrayList;
import java.util.List;

/// From values to places on the page. Pure.
///
/// @param low the value at `from`
/// @param high the value at `to`, above `low`
/// @param logarithmic whether equal ratios, not differences, have equal lengths; both ends are
///   above 0 then
record Axis(double low, double high, double from, double to, boolean logarithmic) {
  private static final int TICKS = 5;
  private static final double[] STEPS = {1, 2, 5, 10};

  /// From 0 to something round that is at least `most`.
  static Axis linear(double most, double from, double to) {
    double greatest = most > 0 ? most : 1;
    double step = step(greatest);
    double high = Math.ceil(greatest / step - 1e-9) * step;
    return new Axis(0, high, from, to, false);
  }

  /// From `low` to `high` and no further.
  static Axis exact(double low, double high, double from, double to) {
    return new Axis(low, high > low ? high : low + 1, from, to, false);
  }

  /// Whole decades around the two.
  static Axis log(double least, double most, double from, double to) {
    double low = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1e-9)) + 1e-9));
    double high = Math.pow(10, Math.ceil(Math.log10(Math.max(most, least)) - 1e-9));
    return new Axis(low, high > low ? high : low * 10, from, to, true);
  }

  /// Where a value stands; one beyond an end stands at the end.
  double at(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return from + Math.clamp(share, 0, 1) * (to - from);
  }

  /// The values that are marked: round, ascending, both ends of a decade axis among them.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double tick = low; tick <= high * 1.0001; tick *= 10) {
        ticks.add(tick);
      }
      return ticks;
    }
    double step = step(high - low);
    for (double n = Math.ceil(low / step - 1e-9) + 0.0; n * step <= high + step * 1e-9; n++) {
      ticks.add(n * step);
    }
    return ticks;
  }

  /// 1, 2 or 5 times a power of ten, so that about five of them make `length`.
  private static double step(double length) {
    double rough = Math.max(length, 1e-9) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double one : STEPS) {
      if (one * power >= rough * 0.999) {
        return one * power;
      }
    }
    return 10 * power;
  }
}
