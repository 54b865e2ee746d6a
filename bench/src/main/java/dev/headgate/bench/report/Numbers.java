package dev.headgate.bench.report;

import java.util.Locale;

/// Numbers as people read them. Pure.
public final class Numbers {
  private Numbers() {}

  /// Three digits at most, thousands apart: `0.052`, `4.1`, `61`, `10,240`; a dash for NaN.
  public static String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size >= 100 || value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    if (size >= 10) {
      return trimmed(String.format(Locale.ROOT, "%.1f", value));
    }
    return trimmed(String.format(Locale.ROOT, size >= 1 ? "%.2f" : "%.3f", value));
  }

  /// For an axis: `100`, `1k`, `10k`, `1M`.
  static String tick(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return text(value / 1e9) + "G";
    }
    if (size >= 1e6) {
      return text(value / 1e6) + "M";
    }
    return size >= 1e4 ? text(value / 1e3) + "k" : text(value);
  }

  private static String trimmed(String digits) {
    String text = digits;
    while (text.endsWith("0")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
