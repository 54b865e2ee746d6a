package dev.headgate.request.plan;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A chain's floor (INTERFACE section 6.3): the highest head that this gateway has delivered, or
/// that a fit node has had for `headGrace`. It falls only when every fit node is below it: at once
/// when each of them had reached it and went back (a reorg), else when they have been below for
/// `headWait`, which is as long as a call waits for it. Immutable; every time is in nanoseconds of
/// the steady clock.
///
/// *Why not the highest head that any node shows*: a head reaches the nodes within some hundred
/// milliseconds of each other, and until the grace is over the active one may serve without it.
///
/// @param base what was delivered, or what it fell to; [#NONE] before
/// @param trails of the fit nodes
/// @param below since when every fit node has been below; [#NEVER] while one is not
/// @param best the highest head of the fit nodes
public record Floor(long base, Map<Node, Trail> trails, long below, long best, Rules rules) {
  /// No head was seen yet.
  public static final long NONE = -1;

  static final long NEVER = Long.MIN_VALUE;

  /// The rises of one node's head, oldest first: only the newest that is past its grace, and those
  /// that are not yet.
  ///
  /// @param reached whether the node had been at the floor before its head fell below
  record Trail(List<Rise> rises, boolean reached) {
    long head() {
      return rises.getLast().number();
    }
  }

  /// A node's head reached `number` at `nanos`.
  record Rise(long number, long nanos) {}

  /// When a head becomes the floor, and when an unreached floor is given up.
  ///
  /// @param grace a head that a fit node has had for so long, in nanoseconds, is the floor
  /// @param patience a call waits so long for the floor, `headWait`, in nanoseconds
  public record Rules(long grace, long patience) {
    public static Rules of(Duration grace, Duration wait) {
      return new Rules(grace.toNanos(), wait.toNanos());
    }
  }

  /// The floor of a chain of which nothing is known.
  public static Floor of(Rules rules) {
    return new Floor(NONE, Map.of(), NEVER, NONE, rules);
  }

  /// The same floor, from now on by other rules.
  public Floor under(Rules other, long now) {
    return new Floor(at(now), trails, below, best, other);
  }

  /// The floor now, as a block number; [#NONE] while no head was seen.
  public long at(long now) {
    if (below != NEVER && now - below >= rules.patience()) {
      return best;
    }
    long floor = base;
    for (Trail trail : trails.values()) {
      floor = Math.max(floor, graced(trail, now));
    }
    return floor;
  }

  private long graced(Trail trail, long now) {
    List<Rise> rises = trail.rises();
    for (int i = rises.size() - 1; i >= 0; i--) {
      if (now - rises.get(i).nanos() >= rules.grace()) {
        return rises.get(i).number();
      }
    }
    return NONE;
  }

  /// After a client was given this head.
  public Floor delivered(long number, long now) {
    return number <= at(now) ? this : new Floor(number, trails, NEVER, best, rules).measured(now);
  }

  /// After the judge drew a new picture. Heads of unfit nodes do not count, but where no node is
  /// fit those of all that may serve.
  public Floor seen(ChainHealth health, long now) {
    return seen(health, now, now);
  }

  /// After the first picture since this process stood still: a head that is seen only now has most
  /// likely been there for longer than any grace.
  public Floor awoken(ChainHealth health, long now) {
    return seen(health, now, now - rules.grace());
  }

  /// @param arrived when heads arrived that were not in the picture before
  private Floor seen(ChainHealth health, long now, long arrived) {
    long floor = at(now);
    Map<Node, Trail> next = new HashMap<>();
    int serving = health.fitCount() > 0 ? health.fitCount() : health.order().size();
    for (Node node : health.order().subList(0, serving)) {
      headOf(health, node)
          .ifPresent(head -> next.put(node, trail(trails.get(node), head, floor, now, arrived)));
    }
    return new Floor(floor, Map.copyOf(next), below, best, rules).measured(now);
  }

  private static OptionalLong headOf(ChainHealth health, Node node) {
    for (NodeHealth each : health.nodes()) {
      if (each.node().equals(node)) {
        return each.head();
      }
    }
    return OptionalLong.empty();
  }

  /// By the arrival of the picture: the probe behind it is milliseconds older, and the grace errs
  /// towards the active node.
  private Trail trail(@Nullable Trail before, long head, long floor, long now, long arrived) {
    if (before == null) {
      return new Trail(List.of(new Rise(head, arrived)), false);
    }
    if (head < before.head()) {
      boolean reached = before.reached() || before.head() >= floor;
      return new Trail(List.of(new Rise(head, arrived)), reached);
    }
    List<Rise> rises = new ArrayList<>(before.rises());
    if (head > before.head()) {
      rises.add(new Rise(head, arrived));
    }
    while (rises.size() > 1 && now - rises.get(1).nanos() >= rules.grace()) {
      rises.removeFirst();
    }
    return new Trail(List.copyOf(rises), before.reached() && head < floor);
  }

  /// Whether every fit node is below, and what follows.
  private Floor measured(long now) {
    long top = trails.values().stream().mapToLong(Trail::head).max().orElse(NONE);
    if (trails.isEmpty() || top >= base) {
      return new Floor(base, trails, NEVER, top, rules);
    }
    // One alone is no agreement: it may have restarted from a snapshot.
    if (trails.size() > 1 && trails.values().stream().allMatch(Trail::reached)) {
      return new Floor(top, trails, NEVER, top, rules);
    }
    long since = below == NEVER ? now : below;
    return now - since >= rules.patience()
        ? new Floor(top, trails, NEVER, top, rules)
        : new Floor(base, trails, since, top, rules);
  }
}
