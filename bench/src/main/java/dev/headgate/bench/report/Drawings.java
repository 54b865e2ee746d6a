package dev.headgate.bench.report;

import dev.headgate.bench.report.Block.Bars;
import dev.headgate.bench.report.Block.Curve;
import dev.headgate.bench.report.Block.Curves;
import dev.headgate.bench.report.Block.OverTime;
import dev.headgate.bench.report.Block.Point;
import dev.headgate.bench.report.Block.Series;
import dev.headgate.bench.report.Block.Slice;
import dev.headgate.bench.report.Block.Span;
import dev.headgate.bench.report.Block.Track;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/// Draws the three kinds of plots. Pure.
final class Drawings {
  private static final double WIDTH = 720;
  private static final double LETTER = 6.6;
  private static final double PLOT_LEFT = 66;
  private static final double RIGHT = WIDTH - 70;
  private static final double BAR = 12;
  private static final double BAR_GAP = 2;
  private static final double GROUP_GAP = 14;
  private static final double TOP = 8;
  private static final double FOOT = 26;
  private static final double HEIGHT = 260;
  private static final double FAILED_ROW = 12;

  private Drawings() {}

  static String bars(Bars bars) {
    double group = bars.series().size() * (BAR + BAR_GAP) + GROUP_GAP;
    double bottom = TOP + bars.labels().size() * group;
    double most =
        bars.series().stream()
            .flatMap(one -> one.values().stream())
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .max()
            .orElse(1);
    double left = 20 + LETTER * bars.labels().stream().mapToInt(String::length).max().orElse(0);
    Axis axis = Axis.linear(most, left, RIGHT);
    Svg svg = new Svg(WIDTH, bottom + FOOT, bars.title());
    for (double tick : axis.ticks()) {
      svg.line("grid", axis.at(tick), TOP, axis.at(tick), bottom);
      svg.words("tick", axis.at(tick), bottom + 16, "middle", Numbers.tick(tick));
    }
    for (int i = 0; i < bars.labels().size(); i++) {
      group(svg, bars, axis, i, TOP + i * group);
    }
    return svg.line("axis", left, TOP, left, bottom).end();
  }

  private static void group(Svg svg, Bars bars, Axis axis, int label, double top) {
    int count = bars.series().size();
    double middle = top + (count * (BAR + BAR_GAP) + GROUP_GAP) / 2;
    svg.words("label", axis.from() - 8, middle + 4, "end", bars.labels().get(label));
    for (int i = 0; i < count; i++) {
      Series series = bars.series().get(i);
      double value = series.values().get(label);
      double y = top + GROUP_GAP / 2 + i * (BAR + BAR_GAP);
      String text = Numbers.text(value);
      if (Double.isFinite(value)) {
        String hint =
            series.name() + ", " + bars.labels().get(label) + ": " + text + " " + bars.unit();
        double length = Math.max(1, axis.at(value) - axis.from());
        svg.box("fill " + Palette.style(series.name(), i), axis.from(), y, length, BAR, hint);
      }
      double end = Double.isFinite(value) ? axis.at(value) : axis.from();
      svg.words("value", end + 5, y + BAR - 2, "start", text);
    }
  }

  static String curves(Curves curves) {
    List<Point> all = curves.curves().stream().flatMap(one -> one.points().stream()).toList();
    if (all.isEmpty()) {
      return "";
    }
    double bottom = HEIGHT - FOOT - 16;
    Axis x = around(all.stream().mapToDouble(Point::x), PLOT_LEFT, RIGHT);
    Axis y = around(all.stream().mapToDouble(Point::y), bottom, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, curves.title());
    grid(svg, x, y, bottom);
    svg.words("tick", (PLOT_LEFT + RIGHT) / 2, HEIGHT - 6, "middle", curves.xLabel());
    for (int i = 0; i < curves.curves().size(); i++) {
      Curve curve = curves.curves().get(i);
      String style = Palette.style(curve.name(), i);
      svg.path("stroke " + style, path(curve.points(), x, y));
      for (Point point : curve.points()) {
        String hint =
            "%s: %s at %s"
                .formatted(curve.name(), Numbers.text(point.y()), Numbers.text(point.x()));
        svg.dot("dot " + style, x.at(point.x()), y.at(point.y()), 4, hint);
      }
    }
    return svg.end();
  }

  private static Axis around(DoubleStream values, double from, double to) {
    double[] sorted = values.filter(value -> value > 0).sorted().toArray();
    return sorted.length == 0
        ? Axis.log(1, 10, from, to)
        : Axis.log(sorted[0], sorted[sorted.length - 1], from, to);
  }

  private static void grid(Svg svg, Axis x, Axis y, double bottom) {
    for (double tick : y.ticks()) {
      svg.line("grid", PLOT_LEFT, y.at(tick), RIGHT, y.at(tick));
      svg.words("tick", PLOT_LEFT - 6, y.at(tick) + 4, "end", Numbers.tick(tick));
    }
    for (double tick : x.ticks()) {
      svg.words("tick", x.at(tick), bottom + 16, "middle", Numbers.tick(tick));
    }
    svg.line("axis", PLOT_LEFT, bottom, RIGHT, bottom);
  }

  private static String path(List<Point> points, Axis x, Axis y) {
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L')
          .append(String.format(Locale.ROOT, "%.1f %.1f", x.at(point.x()), y.at(point.y())));
    }
    return path.toString();
  }

  /// The worst of each slice as a line; under it a row for each front with the slices in which
  /// calls failed.
  static String overTime(OverTime plot) {
    double rows = plot.tracks().size() * FAILED_ROW;
    double bottom = HEIGHT - FOOT - 30 - rows;
    double length =
        plot.tracks().stream()
            .flatMap(track -> track.slices().stream())
            .mapToDouble(Slice::second)
            .max()
            .orElse(1);
    Axis x = Axis.exact(0, length, PLOT_LEFT, RIGHT);
    Axis y = Axis.log(1, Math.max(100, worst(plot)), bottom, TOP);
    Svg svg = new Svg(WIDTH, HEIGHT, plot.title());
    plot.fault().ifPresent(span -> shade(svg, span, x, bottom + rows + 6));
    grid(svg, x, y, bottom);
    svg.words("tick", RIGHT + 14, bottom + 16, "start", "s");
    svg.words("tick", PLOT_LEFT + 4, TOP + 10, "start", "ms");
    for (int i = 0; i < plot.tracks().size(); i++) {
      Track track = plot.tracks().get(i);
      String style = Palette.style(track.name(), i);
      svg.path("stroke thin " + style, line(track, x, y));
      failures(svg, track, style, x, bottom + 30 + i * FAILED_ROW);
    }
    return svg.end();
  }

  private static double worst(OverTime plot) {
    return plot.tracks().stream()
        .flatMap(track -> track.slices().stream())
        .mapToDouble(Slice::worstMs)
        .max()
        .orElse(1);
  }

  private static void shade(Svg svg, Span span, Axis x, double bottom) {
    svg.box(
        "fault",
        x.at(span.from()),
        TOP,
        x.at(span.to()) - x.at(span.from()),
        bottom - TOP + 22,
        span.name());
    svg.line("edge", x.at(span.from()), TOP, x.at(span.from()), bottom + 22);
    svg.line("edge", x.at(span.to()), TOP, x.at(span.to()), bottom + 22);
    svg.words("mark", x.at(span.from()) + 5, TOP + 11, "start", span.name());
  }

  private static String line(Track track, Axis x, Axis y) {
    return path(
        track.slices().stream()
            .filter(slice -> slice.worstMs() > 0)
            .map(slice -> new Point(slice.second(), slice.worstMs()))
            .toList(),
        x,
        y);
  }

  private static void failures(Svg svg, Track track, String style, Axis x, double y) {
    int failed = track.slices().stream().mapToInt(Slice::failed).sum();
    svg.words("tick", PLOT_LEFT - 4, y + 4, "end", track.name());
    svg.words("tick", RIGHT + 6, y + 4, "start", Numbers.text(failed) + " failed");
    for (Slice slice : track.slices()) {
      if (slice.failed() > 0) {
        String hint =
            "%s: %d failed at %s s"
                .formatted(track.name(), slice.failed(), Numbers.text(slice.second()));
        svg.box("fill " + style, x.at(slice.second()) - 1.5, y - 4, 3, 8, hint);
      }
    }
  }
}
