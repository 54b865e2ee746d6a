package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The highest head that is believed, and who claims more than that.
///
/// Two nodes cannot outvote each other, so time is the third witness: from the head of a node that
/// lives, another may be ahead by no more blocks than twice what fits into the time between the
/// two, or the blocks of lag that are let pass anyway; and its block may not lie in the future.
/// Those that agree and are the most are believed whatever time says, and so is one that came to
/// its head by steps: when two part, the one that jumped is asked to explain itself.
///
/// @param number empty while no node has a head that counts
/// @param ahead by how many blocks each disbelieved node runs ahead of the believed ones
/// @param trusted the nodes believed for more than time's allowance, and not merely for being the
///   first to speak
/// @param lone whether only one node has a head that counts, so that nobody could contradict it
record Tip(OptionalLong number, Map<String, Long> ahead, Set<String> trusted, boolean lone) {

  /// How much faster than usual a chain may be.
  private static final int TWICE = 2;

  /// By how far clocks may differ: what execution clients let pass in a header.
  private static final Duration FUTURE = Duration.ofSeconds(15);

  /// Whether it was disbelieved when another was last there to compare it with.
  static boolean doubted(NodeMemory node) {
    return node.past().wasRight() && node.past().believedSince().isEmpty();
  }

  boolean believes(NodeMemory node) {
    return !ahead.containsKey(node.name());
  }

  /// @param nodes those reachable and of the right chain, each with a head
  static Tip of(List<NodeMemory> nodes, HealthSettings settings, Duration hint, Instant now) {
    return new Search(nodes, settings, hint, now).walk();
  }

  private record Search(
      List<NodeMemory> nodes, HealthSettings settings, Duration hint, Instant now) {

    /// From the lowest head upward: each that is believed becomes the measure of the next.
    Tip walk() {
      Map<String, Long> ahead = new HashMap<>();
      Set<String> trusted = new HashSet<>();
      Optional<NodeMemory> base = Optional.empty();
      for (NodeMemory node :
          nodes.stream().sorted(Comparator.comparingLong(Search::number)).toList()) {
        if (base.isEmpty() || beyondDoubt(node, base.get())) {
          if (seconded(node) || (heads(node).pacePlain() && !doubted(node))) {
            trusted.add(node.name());
          }
          base = Optional.of(node);
        } else if (timeAllows(heads(base.get()), heads(node))) {
          base = Optional.of(node);
        } else {
          ahead.put(node.name(), number(node) - number(base.get()));
        }
      }
      return new Tip(
          base.map(b -> OptionalLong.of(number(b))).orElse(OptionalLong.empty()),
          Map.copyOf(ahead),
          Set.copyOf(trusted),
          nodes.size() == 1);
    }

    boolean beyondDoubt(NodeMemory node, NodeMemory base) {
      return number(node) - number(base) <= slack() || seconded(node) || walkedThere(node);
    }

    /// Whether more nodes agree on this head than on any other. Two that agree are not believed
    /// against three that agree on something else.
    boolean seconded(NodeMemory node) {
      long here = near(node);
      long elsewhere =
          nodes.stream().filter(peer -> !near(peer, node)).mapToLong(this::near).max().orElse(0);
      return here > 1 && here > elsewhere;
    }

    long near(NodeMemory node) {
      return nodes.stream().filter(peer -> near(peer, node)).count();
    }

    boolean near(NodeMemory a, NodeMemory b) {
      return Math.abs(number(a) - number(b)) <= slack();
    }

    boolean walkedThere(NodeMemory node) {
      return node.past()
          .trusted()
          .filter(t -> number(node) - t.number() <= blocksIn(since(t.at()), heads(node).pace(hint)))
          .isPresent();
    }

    boolean timeAllows(Heads base, Heads head) {
      long apart = head.latest().blockTimestampSeconds() - base.latest().blockTimestampSeconds();
      Duration sinceBase = since(base.since());
      Duration room =
          Duration.ofSeconds(Math.clamp(apart, sinceBase.toSeconds(), Integer.MAX_VALUE));
      // A node that stands still is no witness of the pace: then the other's own counts.
      boolean lives = sinceBase.compareTo(settings.lagTime()) <= 0;
      long pace = lives ? base.pace(hint) : head.pace(hint);
      return head.number() - base.number() <= blocksIn(room, pace) && !fromTheFuture(base, head);
    }

    /// By our own clock, and by that of the chain, should ours be wrong.
    boolean fromTheFuture(Heads base, Heads head) {
      long chainNow = base.latest().blockTimestampSeconds() + since(base.since()).toSeconds();
      long latest = Math.max(chainNow, now.getEpochSecond());
      return head.latest().blockTimestampSeconds() > latest + FUTURE.toSeconds();
    }

    long blocksIn(Duration time, long pace) {
      return Math.max(slack(), TWICE * time.toNanos() / pace);
    }

    Duration since(Instant then) {
      Duration past = Duration.between(then, now);
      return past.isNegative() ? Duration.ZERO : past;
    }

    /// To be ahead by less makes nobody else unfit, so it need not be disbelieved.
    long slack() {
      return Math.max(settings.lagBlocks(), 1);
    }

    static Heads heads(NodeMemory node) {
      return node.heads().orElseThrow();
    }

    static long number(NodeMemory node) {
      return heads(node).number();
    }
  }
}
