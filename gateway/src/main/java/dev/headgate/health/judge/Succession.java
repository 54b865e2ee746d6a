package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which node is to serve: leave at once, return late.
///
/// A node that is unfit is left, whatever was before. What could also stay (a return, a handover by
/// a node that is fit) is a choice, and choices keep to three changes within `flapWindow`: a return
/// leaves room for the leaving that may follow it.
///
/// @param nodes best first
/// @param orders in force
/// @param ordered the node that a switchover of this turn names
/// @param earlier the latest changes, newest first
record Succession(
    List<Standing> nodes,
    Orders orders,
    Optional<Switchovers.Ordered> ordered,
    HealthSettings settings,
    List<Failover> earlier,
    Instant now) {

  /// Invariant 6 of the contract.
  private static final int MOST_CHANGES = 3;

  private static final String REMOVED = "removed";

  /// @param why for metrics: the failed node's own cause, or `handover`, `slow`, `failback`,
  ///   `removed`, `start`, `switchover`
  /// @param by who ordered it, and why
  record Choice(Optional<Standing> node, String why, Optional<Deed> by) {
    Choice(Optional<Standing> node, String why) {
      this(node, why, Optional.empty());
    }
  }

  Choice after(Optional<Standing> active) {
    if (ordered.isPresent()) {
      return new Choice(
          Optional.of(ordered.get().node()), "switchover", Optional.of(ordered.get().deed()));
    }
    if (active.filter(this::stays).isPresent()) {
      return new Choice(active, "");
    }
    // Who has the place keeps it until it is unfit by its verdict.
    List<Standing> fit =
        nodes.stream()
            .filter(s -> s.available() || (s.fit() && active.filter(s::equals).isPresent()))
            .toList();
    if (fit.isEmpty()) {
      return new Choice(leastBad(active), why(active));
    }
    if (active.isEmpty()) {
      return new Choice(Optional.of(first(fit)), "start");
    }
    if (!active.get().fit()) {
      return new Choice(Optional.of(best(fit)), why(active));
    }
    return failback(active.get(), fit)
        .or(() -> handover(active.get(), fit))
        .or(() -> quicker(active.get(), fit))
        .orElse(new Choice(active, ""));
  }

  /// The active node is no longer in the configuration.
  Choice afterRemoval() {
    List<Standing> fit = nodes.stream().filter(Standing::available).toList();
    return new Choice(fit.isEmpty() ? leastBad(Optional.empty()) : Optional.of(best(fit)), REMOVED);
  }

  /// In a pause the active node keeps its name whatever it does: who restarts it means it to have
  /// its place afterwards. Its calls go to fit nodes meanwhile.
  private boolean stays(Standing active) {
    return orders.paused().isPresent()
        ? active.eligible() && !active.cordoned()
        : orders.holds(active) && active.fit();
  }

  private static String why(Optional<Standing> active) {
    return active.map(a -> a.diagnosis().cause().word()).orElse("start");
  }

  private static Standing first(List<Standing> fit) {
    return fit.stream().filter(Standing::primary).findFirst().orElse(fit.getFirst());
  }

  /// Those at the highest head are equals, and then the ranking decides.
  private Standing best(List<Standing> fit) {
    long top = fit.stream().mapToLong(Standing::head).max().orElse(0);
    List<Standing> fresh =
        fit.stream().filter(s -> s.head() >= top - 1 || s.level(settings)).toList();
    return fresh.stream().filter(s -> !s.slow()).findFirst().orElse(fresh.getFirst());
  }

  private Optional<Choice> failback(Standing active, List<Standing> fit) {
    return active.primary() || changes() > MOST_CHANGES - 2
        ? Optional.empty()
        : fit.stream()
            .filter(s -> s.primary() && s.level(settings) && !s.slow() && rested(s) && longWell(s))
            .findFirst()
            .map(s -> new Choice(Optional.of(s), "failback"));
  }

  private long changes() {
    Instant window = now.minus(settings.flapWindow());
    return earlier.stream()
        .filter(f -> f.at().isAfter(window) && !f.from().isEmpty())
        .filter(f -> !f.reason().equals(REMOVED)) // that was no node's flapping
        .count();
  }

  private boolean longWell(Standing node) {
    return node.memory().past().wellSince().filter(at -> longAgo(node, at)).isPresent();
  }

  /// Whoever lost its place gets it back late, unless it is needed: else two nodes that stall in
  /// turns would hand the traffic to and fro.
  private boolean rested(Standing node) {
    return node.memory().past().leftAt().filter(at -> !longAgo(node, at)).isEmpty();
  }

  private boolean longAgo(Standing node, Instant then) {
    return !then.plus(node.memory().past().hold(now, settings)).isAfter(now);
  }

  private Optional<Choice> handover(Standing active, List<Standing> fit) {
    if (active.lagTime().compareTo(settings.handover()) < 0 || changes() >= MOST_CHANGES) {
      return Optional.empty();
    }
    return chosen(
        fit.stream()
            .filter(s -> s.head() > active.head() && rested(s))
            .filter(s -> !Forks.atOdds(active.memory(), s.memory()))
            .toList(),
        "handover");
  }

  /// Being quick is worth no block: a node that is stuck answers soonest of all.
  private Optional<Choice> quicker(Standing active, List<Standing> fit) {
    if (!active.slow() || changes() >= MOST_CHANGES) {
      return Optional.empty();
    }
    return chosen(
        fit.stream().filter(s -> !s.slow() && rested(s) && s.head() >= active.head()).toList(),
        "slow");
  }

  private Optional<Choice> chosen(List<Standing> better, String why) {
    return better.isEmpty()
        ? Optional.empty()
        : Optional.of(new Choice(Optional.of(best(better)), why));
  }

  /// Nobody is fit: the least bad one that is of this chain; the present one among equals.
  private Optional<Standing> leastBad(Optional<Standing> active) {
    String present = active.map(a -> a.node().name()).orElse("");
    return nodes.stream()
        .filter(Standing::eligible)
        .min(badness(settings).thenComparing(s -> !s.node().name().equals(present)));
  }

  /// Breakers try a call now and then; among nodes that are all bad such a moment moves nothing.
  static Comparator<Standing> badness(HealthSettings settings) {
    return Comparator.<Standing, Boolean>comparing(s -> !s.reachable())
        .thenComparing(s -> !s.callable())
        .thenComparing(Standing::cordoned)
        .thenComparing(s -> s.reachable() && !s.memory().breaker().closed())
        .thenComparing(s -> s.diagnosis().cause() == Cause.AHEAD)
        .thenComparingLong(s -> s.lagBlocks() / (settings.lagBlocks() + 1L))
        .thenComparing(s -> s.diagnosis().cause() == Cause.FORK);
  }
}
