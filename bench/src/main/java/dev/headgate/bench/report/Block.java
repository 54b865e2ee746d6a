package dev.headgate.bench.report;

import java.util.List;
import java.util.Optional;

/// One thing on a page.
public sealed interface Block {

  /// A paragraph of plain text.
  record Prose(String text) implements Block {}

  /// A table; the first column is text, and columns of numbers are set to the right.
  ///
  /// @param marks the rows' verdicts, one for each row, or none at all
  record Table(List<String> columns, List<List<String>> rows, List<Mark> marks) implements Block {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
      marks = List.copyOf(marks);
      for (List<String> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(row + " has not the columns " + columns);
        }
      }
      if (!marks.isEmpty() && marks.size() != rows.size()) {
        throw new IllegalArgumentException(marks.size() + " marks on " + rows.size() + " rows");
      }
    }

    /// Without verdicts.
    public Table(List<String> columns, List<List<String>> rows) {
      this(columns, rows, List.of());
    }
  }

  /// A verdict on a row.
  enum Mark {
    GOOD,
    FAIR,
    BAD,
    NONE
  }

  /// Bars that lie, in groups: one group for each label, one bar in it for each series.
  ///
  /// @param series each with as many values as there are labels; NaN leaves a bar away
  record Bars(String title, String unit, List<String> labels, List<Series> series)
      implements Block {
    public Bars {
      labels = List.copyOf(labels);
      series = List.copyOf(series);
      for (Series one : series) {
        if (one.values().size() != labels.size()) {
          throw new IllegalArgumentException(
              one.name() + " has " + one.values().size() + " values for " + labels.size());
        }
      }
    }
  }

  /// Values of one front.
  record Series(String name, List<Double> values) {
    public Series {
      values = List.copyOf(values);
    }
  }

  /// Curves over a quantity that grows, both axes logarithmic.
  record Curves(String title, String xLabel, String yLabel, List<Curve> curves) implements Block {
    public Curves {
      curves = List.copyOf(curves);
    }
  }

  /// One curve; points in ascending order of `x`, all above 0.
  record Curve(String name, List<Point> points) {
    public Curve {
      points = List.copyOf(points);
    }
  }

  /// A point of a curve.
  record Point(double x, double y) {}

  /// Latency over a stretch of time, with the span of the fault marked: time is linear, latency
  /// logarithmic.
  ///
  /// @param fault empty when there was none
  record OverTime(String title, Optional<Span> fault, List<Track> tracks) implements Block {
    public OverTime {
      tracks = List.copyOf(tracks);
    }
  }

  /// When the fault began and ended, in seconds from the beginning of the run.
  record Span(String name, double from, double to) {}

  /// What one front's clients saw.
  record Track(String name, List<Slice> slices) {
    public Track {
      slices = List.copyOf(slices);
    }
  }

  /// The calls that were due within a slice of time.
  ///
  /// @param second from the beginning of the run
  /// @param worstMs the longest of them; 0 when there were none
  /// @param failed how many of them failed
  record Slice(double second, double worstMs, int failed) {}
}
