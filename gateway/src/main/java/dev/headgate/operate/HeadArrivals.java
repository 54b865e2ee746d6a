package dev.headgate.operate;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// How much later than at the first node of its chain each head arrived at each other one. Fit
/// nodes alone count: a head that nobody believes is no measure. One thread at a time.
final class HeadArrivals {
  /// More than two minutes of four heads a second.
  private static final int KEPT = 512;

  /// By number, when it first arrived: milliseconds of the steady clock's instant.
  private final NavigableMap<Long, Long> first = new TreeMap<>();

  /// The nodes whose head rose between two pictures, and how late it was: zero for the first.
  Map<Node, Duration> between(ChainHealth before, ChainHealth now) {
    Map<Node, Duration> late = new LinkedHashMap<>();
    for (NodeHealth node : risen(before, now)) {
      late.put(node.node(), lateness(node.head().getAsLong(), node.headAtMillis()));
    }
    while (first.size() > KEPT) {
      first.pollFirstEntry();
    }
    return late;
  }

  private List<NodeHealth> risen(ChainHealth before, ChainHealth now) {
    return now.nodes().stream()
        .filter(node -> node.fit() && node.head().isPresent())
        .filter(node -> find(before, node.node()).filter(was -> hasRisen(was, node)).isPresent())
        .sorted(Comparator.comparingLong(NodeHealth::headAtMillis))
        .toList();
  }

  private static Optional<NodeHealth> find(ChainHealth before, Node node) {
    return before.nodes().stream().filter(was -> was.node().name().equals(node.name())).findFirst();
  }

  /// After a reorg the same numbers arrive anew.
  private boolean hasRisen(NodeHealth was, NodeHealth is) {
    long head = is.head().getAsLong();
    if (was.head().isPresent() && was.head().getAsLong() > head) {
      first.tailMap(head, false).clear();
    }
    return was.head().isPresent() && was.head().getAsLong() < head;
  }

  /// A node that skipped this head had it with the next one that it showed.
  private Duration lateness(long head, long atMillis) {
    long earliest = first.merge(head, atMillis, Math::min);
    Map.Entry<Long, Long> next = first.higherEntry(head);
    return Duration.ofMillis(
        atMillis - (next == null ? earliest : Math.min(earliest, next.getValue())));
  }
}
