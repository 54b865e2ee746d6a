package dev.headgate.bench.policy;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// One scenario under every policy.
record Row(Scenario scenario, Map<PolicyKind, Score> scores) {

  static Row of(Scenario scenario, long seed) {
    Map<PolicyKind, Score> scores = new EnumMap<>(PolicyKind.class);
    for (PolicyKind kind : PolicyKind.values()) {
      scores.put(kind, Run.of(scenario, kind, seed).score());
    }
    return new Row(scenario, scores);
  }

  Score of(PolicyKind kind) {
    return Objects.requireNonNull(scores.get(kind));
  }

  String table() {
    StringBuilder table = new StringBuilder("| policy | calls |");
    StringBuilder line = new StringBuilder("|---|---:|");
    for (Measure measure : Measure.values()) {
      table.append(' ').append(measure.title()).append(" |");
      line.append("---:|");
    }
    table.append('\n').append(line).append('\n');
    for (PolicyKind kind : PolicyKind.values()) {
      table.append("| ").append(kind.title()).append(" | ").append(of(kind).calls()).append(" |");
      for (Measure measure : Measure.values()) {
        table.append(' ').append(measure.of(of(kind))).append(" |");
      }
      table.append('\n');
    }
    return table.toString();
  }
}
