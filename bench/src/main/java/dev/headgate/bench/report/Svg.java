package dev.headgate.bench.report;

import java.util.Locale;

/// An SVG picture in the making: shapes are appended, classes give them their looks.
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /// @param label what a screen reader says of it
  Svg(double width, double height, String label) {
    text.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
            width,
            height,
            escape(label)));
  }

  static String escape(String plain) {
    return plain
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    text.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
            style,
            x1,
            y1,
            x2,
            y2));
    return this;
  }

  /// @param hint shown under the pointer; empty for none
  Svg box(String style, double x, double y, double width, double height, String hint) {
    text.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\">%s</rect>%n",
            style,
            x,
            y,
            Math.max(0, width),
            Math.max(0, height),
            title(hint)));
    return this;
  }

  Svg dot(String style, double x, double y, double radius, String hint) {
    text.append(
        String.format(
            Locale.ROOT,
            "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\">%s</circle>%n",
            style,
            x,
            y,
            radius,
            title(hint)));
    return this;
  }

  /// @param path as SVG's attribute `d` has it
  Svg path(String style, String path) {
    text.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>\n");
    return this;
  }

  /// @param anchor `start`, `middle` or `end`
  Svg words(String style, double x, double y, String anchor, String words) {
    text.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            style,
            x,
            y,
            anchor,
            escape(words)));
    return this;
  }

  String end() {
    return text + "</svg>\n";
  }

  private static String title(String hint) {
    return hint.isEmpty() ? "" : "<title>" + escape(hint) + "</title>";
  }
}
