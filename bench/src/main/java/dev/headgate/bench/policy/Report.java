package dev.headgate.bench.policy;

import java.util.List;

/// The report in Markdown: the same for the same seed and policies, to the byte.
final class Report {
  static final long SEED = 1;

  private static final String HEAD =
      """
      # Failover policies, simulated

      Written by `bench/bin/bench policy` (seed {seed}); not by hand. Each scenario is a chain, its nodes and
      what befalls them, on a manual clock: ten minutes of 50 calls a second for the head (`eth_blockNumber`), at
      random moments and whatever becomes of earlier calls, from eight clients that remember the highest
      head they were told. All policies meet the same blocks and the same calls. Usual answers take 2 ms,
      one in 400 takes 30 to 120 ms more. A change of Headgate's policy shows as a diff of this file.

      - *failed*: calls without an answer, for whatever reason;
      - *stale*: answers two blocks or more behind the best of the nodes that were well;
      - *untrue*: answers of blocks that do not exist: from the future, another branch, another chain;
      - *backward*: heads lower than one that the same client had seen when it asked;
      - *longest stall*, *p99*: from when a call was due to its end, failed ones too;
      - *transitions*: changes of the nodes that calls go to;
      - *seconds astray*: how long calls first went to a node in trouble while another was well;
      - *attempts per call*: questions to nodes, probes and checks not counted.

      The policies:

      """;

  private Report() {}

  static String of(List<Row> rows, long seed) {
    StringBuilder text = new StringBuilder(HEAD.replace("{seed}", "" + seed));
    for (PolicyKind kind : PolicyKind.values()) {
      text.append("- *").append(kind.title()).append("*: ").append(kind.description());
      text.append(".\n");
    }
    for (Row row : rows) {
      text.append("\n## ").append(row.scenario().name()).append("\n\n");
      text.append(row.scenario().story()).append("\n\n").append(row.table());
    }
    return text.append('\n').append(Sceptic.read().doubts(rows)).toString();
  }
}
