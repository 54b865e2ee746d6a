package dev.headgate.bench.compare;

import java.util.List;
import java.util.Map;

/// How cost grows with work: one series for each kind of growth, one plot each.
///
/// @param at when it began, ISO 8601
/// @param command that repeats it
/// @param notes what was left out, and why
public record ScaleResult(
    String at,
    Map<String, String> versions,
    String command,
    List<Series> series,
    List<String> notes) {

  /// One kind of growth.
  ///
  /// @param name `connections`, `chains`, `answer` or `batch`
  /// @param unit of what grows
  /// @param load how it was called
  public record Series(String name, String unit, String load, List<Point> points) {}

  /// One contender at one size.
  ///
  /// @param x the size, in the series' unit
  /// @param cpuMicros CPU per call of the contender, each call of a batch counted
  /// @param p50Micros latency of a request, a batch being one
  /// @param callsPerSecond answered, each call of a batch counted
  /// @param failed requests
  /// @param residentMib the contender's memory after it
  /// @param idleCpuMicros CPU that the contender used in a second without any call, just before
  public record Point(
      double x,
      String contender,
      double cpuMicros,
      double p50Micros,
      double p99Micros,
      double callsPerSecond,
      long failed,
      double residentMib,
      double idleCpuMicros) {}

  /// As tables in Markdown.
  public String text() {
    StringBuilder text = new StringBuilder(at + "\n");
    versions.forEach((name, version) -> text.append("- " + name + ": " + version + "\n"));
    text.append("- `" + command + "`\n");
    notes.forEach(note -> text.append("- note: " + note + "\n"));
    for (Series each : series) {
      text.append("\n" + each.name() + " (" + each.load() + ")\n\n");
      text.append(
          "| "
              + each.unit()
              + " | contender | CPU us/call | p50 us | p99 us | calls/s | failed | MiB | idle CPU,"
              + " ms/s |\n"
              + "|---:|---|---:|---:|---:|---:|---:|---:|---:|\n");
      each.points().forEach(point -> text.append(line(point)));
    }
    return text.toString();
  }

  private static String line(Point point) {
    return "| "
        + String.join(
            " | ",
            ComparisonText.number(point.x()),
            point.contender(),
            ComparisonText.number(point.cpuMicros()),
            ComparisonText.number(point.p50Micros()),
            ComparisonText.number(point.p99Micros()),
            ComparisonText.number(point.callsPerSecond()),
            Long.toString(point.failed()),
            ComparisonText.number(point.residentMib()),
            ComparisonText.number(point.idleCpuMicros() / 1000))
        + " |\n";
  }
}
