package dev.headgate.bench;

import java.util.List;
import java.util.Locale;

/// What the clients saw of one fault.
///
/// @param usualStallMs the longest that a call took from when it was due, before the fault
/// @param stallMs the same from the fault on, while it lasted
/// @param slow calls over 250 ms from the fault on
/// @param lastMs the faulty node's last answer to a client, after the fault's beginning
/// @param attempts calls that reached the nodes, probes among them, for each call of a client
/// @param backward heads lower than one that the client had seen before it asked
/// @param stale heads two blocks or more behind the chain's
/// @param firstFailures what the first failed calls were told
record FaultRow(
    String fault,
    int calls,
    int failed,
    double usualStallMs,
    double stallMs,
    int slow,
    double lastMs,
    double attempts,
    int backward,
    int stale,
    List<String> firstFailures) {

  /// The rows as a table in Markdown.
  static String table(List<FaultRow> rows) {
    StringBuilder table =
        new StringBuilder(
            """
            | fault on the primary | calls | failed | longest stall before, ms | longest stall, ms | over 250 ms | its last answer, ms | attempts per call | head backward | stale by 2 |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """);
    rows.forEach(row -> table.append(row.line()));
    return table.toString();
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %d | %.0f | %.0f | %d | %.0f | %.2f | %d | %d |%n",
        fault,
        calls,
        failed,
        usualStallMs,
        stallMs,
        slow,
        lastMs,
        attempts,
        backward,
        stale);
  }
}
