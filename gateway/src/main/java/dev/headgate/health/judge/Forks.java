package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who is on whose fork. A difference of one or two blocks is a race that the next block decides,
/// and one that is younger than `handover` may be a reorganisation that one node saw before the
/// other; beyond both, two nodes are on different forks, and the chain keeps to one side.
///
/// Which side: the larger; among equals the one kept before, so that a node which comes and goes
/// does not throw the traffic to and fro; then the primary's, in which several gateways agree; then
/// the active node's.
///
/// @param splits by the names of both nodes
record Forks(List<NodeMemory> nodes, Map<String, Map<String, Branch.Split>> splits) {

  /// Blocks: an ordinary race is over by the third.
  private static final int DEEP = 3;

  /// An orphan has its parent in common with the block that beat it, so a race differs by one.
  private static final int AT_ODDS = 2;

  /// Why a node is an outcast: where it parts, and from whom.
  record Outcast(Branch.Split split, String from) {}

  static Forks among(List<NodeMemory> nodes, HealthSettings settings, Instant now) {
    Map<String, Map<String, Branch.Split>> splits = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (int j = i + 1; j < nodes.size(); j++) {
        NodeMemory a = nodes.get(i);
        NodeMemory b = nodes.get(j);
        branch(a)
            .from(branch(b))
            .filter(s -> s.depth() >= DEEP && !s.since().plus(settings.handover()).isAfter(now))
            .ifPresent(s -> {
              splits.computeIfAbsent(a.name(), n -> new HashMap<>()).put(b.name(), s);
              splits.computeIfAbsent(b.name(), n -> new HashMap<>()).put(a.name(), s.reversed());
            });
      }
    }
    return new Forks(nodes, splits);
  }

  /// Whether two nodes already differ by more than a block: then being ahead is no merit.
  static boolean atOdds(NodeMemory a, NodeMemory b) {
    return branch(a).from(branch(b)).filter(s -> s.depth() >= AT_ODDS).isPresent();
  }

  private static Branch branch(NodeMemory node) {
    return node.heads().map(Heads::branch).orElse(Branch.NONE);
  }

  boolean none() {
    return splits.isEmpty();
  }

  /// Those that were outcasts before, as long as they differ from one that was not, be it away.
  Map<String, Outcast> carried() {
    Map<String, Outcast> carried = new HashMap<>();
    for (NodeMemory node : nodes) {
      if (node.past().fork().isPresent()) {
        nodes.stream()
            .filter(peer -> peer.past().fork().isEmpty())
            .flatMap(peer -> outcast(node, peer).stream())
            .findFirst()
            .ifPresent(o -> carried.put(node.name(), o));
      }
    }
    return carried;
  }

  private Optional<Outcast> outcast(NodeMemory node, NodeMemory from) {
    return Optional.ofNullable(splits.getOrDefault(node.name(), Map.of()).get(from.name()))
        .map(split -> new Outcast(split, from.name()));
  }

  /// The outcasts of this turn.
  ///
  /// @param voters those of whom a side's claim may be believed, primaries first
  /// @param active the name of the node that serves; empty for none
  Map<String, Outcast> outcasts(
      List<NodeMemory> voters, Map<String, Outcast> carried, String active) {
    // Who is at odds with nobody is below the fork, and tells nothing of it.
    List<List<NodeMemory>> sides =
        sides(voters.stream().filter(v -> splits.containsKey(v.name())).toList());
    if (sides.size() < 2) {
      return carried;
    }
    List<NodeMemory> kept =
        sides.stream()
            .min(
                Comparator.<List<NodeMemory>>comparingInt(side -> -side.size())
                    .thenComparing(side -> has(side, carried))
                    .thenComparing(side -> side.stream().noneMatch(NodeMemory::primary))
                    .thenComparing(side -> side.stream().noneMatch(n -> n.name().equals(active))))
            .orElseThrow();
    Map<String, Outcast> outcasts = new HashMap<>();
    for (NodeMemory node : voters) {
      if (!kept.contains(node)) {
        kept.stream()
            .flatMap(k -> outcast(node, k).stream())
            .findFirst()
            .ifPresent(o -> outcasts.put(node.name(), o));
      }
    }
    return outcasts;
  }

  private static boolean has(List<NodeMemory> side, Map<String, Outcast> carried) {
    return side.stream().anyMatch(n -> carried.containsKey(n.name()));
  }

  /// Each joins the first side with which it has no quarrel.
  private List<List<NodeMemory>> sides(List<NodeMemory> voters) {
    List<List<NodeMemory>> sides = new ArrayList<>();
    for (NodeMemory node : voters) {
      sides.stream()
          .filter(side -> side.stream().allMatch(s -> outcast(node, s).isEmpty()))
          .findFirst()
          .ifPresentOrElse(side -> side.add(node), () -> sides.add(new ArrayList<>(List.of(node))));
    }
    return sides;
  }
}
