package dev.headgate.operate;

import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.Journal;
import dev.headgate.operate.Status.FailoverStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What `/history` tells, in the words of its JSON.
///
/// @param chains the changes of each chain's active node, newest first
/// @param acts what operators ordered, newest first
record History(Map<String, List<Change>> chains, List<Act> acts) {

  /// One change.
  ///
  /// @param nodes as they were judged at that moment, best first
  /// @param observations what the judge was given in the seconds before, oldest first
  record Change(FailoverStatus failover, List<Row> nodes, List<Map<String, Object>> observations) {}

  /// One node at that moment.
  record Row(
      String name,
      boolean fit,
      String reason,
      OptionalLong head,
      long lagBlocks,
      long lagMs,
      double score,
      double probeMs,
      String breaker) {

    static Row of(NodeHealth node) {
      return new Row(
          node.node().name(),
          node.fit(),
          node.verdict().reason(),
          node.head(),
          node.lagBlocks(),
          node.lagMillis(),
          Math.round(node.score() * 1e3) / 1e3,
          Math.round(node.probeMillis() * 1e3) / 1e3,
          Labels.of(node.breaker()));
    }
  }

  static History of(Map<String, Journal> journals, FailoverTimes times, List<Act> acts) {
    Map<String, List<Change>> chains = new LinkedHashMap<>();
    journals.forEach((chain, journal) ->
        chains.put(chain, journal.entries().stream().map(entry -> change(entry, times)).toList()));
    return new History(chains, acts);
  }

  private static Change change(Journal.Entry entry, FailoverTimes times) {
    return new Change(
        FailoverStatus.of(entry.failover(), times),
        entry.nodes().stream().map(Row::of).toList(),
        entry.turns().stream().flatMap(t -> t.seen().stream()).map(Observed::facts).toList());
  }

  /// For a terminal: a paragraph per change.
  String text() {
    List<String> lines = new ArrayList<>();
    chains.forEach((chain, changes) -> {
      lines.add(chain + (changes.isEmpty() ? ": no change so far" : ":"));
      changes.forEach(change -> tell(change, lines));
    });
    lines.add("acts of operators:" + (acts.isEmpty() ? " none so far" : ""));
    acts.forEach(act -> lines.add("  " + act.text()));
    return String.join("\n", lines) + "\n";
  }

  private static void tell(Change change, List<String> lines) {
    FailoverStatus failover = change.failover();
    lines.add("  " + StatusText.second(failover.at()) + "  " + failover.sentence());
    String switched =
        millis(failover.switchMs()).map(ms -> ", first answer after " + ms).orElse("");
    lines.add("      detected in " + failover.detectMs() + " ms" + switched);
    for (Row row : change.nodes()) {
      lines.add(
          "      "
              + row.name()
              + (row.fit() ? " fit" : " UNFIT")
              + (row.reason().isEmpty() ? "" : " (" + row.reason() + ")")
              + (row.head().isPresent() ? ", head " + row.head().getAsLong() : "")
              + ", lag "
              + row.lagBlocks()
              + " / "
              + row.lagMs()
              + " ms, score "
              + row.score()
              + ", breaker "
              + row.breaker());
    }
  }

  private static Optional<String> millis(OptionalDouble value) {
    return value.isPresent() ? Optional.of(value.getAsDouble() + " ms") : Optional.empty();
  }
}
