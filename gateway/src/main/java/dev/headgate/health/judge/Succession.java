package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Which node is to serve: leave at once, return late.
///
/// @param nodes in the configured order, primaries first
record Succession(List<Standing> nodes, HealthSettings settings, Instant now) {

  /// @param why for metrics: the failed node's own cause, or `handover`, `failback`, `start`
  record Choice(Optional<Standing> node, String why) {}

  Choice after(Optional<Standing> active) {
    List<Standing> fit = nodes.stream().filter(Standing::fit).toList();
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
        .orElse(new Choice(active, ""));
  }

  private static String why(Optional<Standing> active) {
    return active.map(a -> a.diagnosis().cause().word()).orElse("start");
  }

  private static Standing first(List<Standing> fit) {
    return fit.stream().filter(Standing::primary).findFirst().orElse(fit.getFirst());
  }

  /// Those at the highest head are equals, and then the configuration decides.
  private Standing best(List<Standing> fit) {
    long top = fit.stream().mapToLong(Standing::head).max().orElse(0);
    return fit.stream()
        .filter(s -> s.head() >= top - 1 || s.level(settings))
        .findFirst()
        .orElse(fit.getFirst());
  }

  private Optional<Choice> failback(Standing active, List<Standing> fit) {
    return active.primary()
        ? Optional.empty()
        : fit.stream()
            .filter(s -> s.primary() && s.level(settings) && rested(s) && longWell(s))
            .findFirst()
            .map(s -> new Choice(Optional.of(s), "failback"));
  }

  private boolean longWell(Standing node) {
    return node.memory().past().wellSince().filter(this::longAgo).isPresent();
  }

  /// Whoever lost its place gets it back late, unless it is needed: else two nodes that stall in
  /// turns would hand the traffic to and fro.
  private boolean rested(Standing node) {
    return node.memory().past().leftAt().filter(at -> !longAgo(at)).isEmpty();
  }

  private boolean longAgo(Instant then) {
    return !then.plus(settings.failbackAfter()).isAfter(now);
  }

  private Optional<Choice> handover(Standing active, List<Standing> fit) {
    if (active.lagTime().compareTo(settings.handover()) < 0) {
      return Optional.empty();
    }
    List<Standing> fresher =
        fit.stream().filter(s -> s.head() > active.head() && rested(s)).toList();
    return fresher.isEmpty()
        ? Optional.empty()
        : Optional.of(new Choice(Optional.of(best(fresher)), "handover"));
  }

  /// Nobody is fit: the least bad one that is of this chain; the present one among equals.
  private Optional<Standing> leastBad(Optional<Standing> active) {
    String present = active.map(a -> a.node().name()).orElse("");
    return nodes.stream()
        .filter(Standing::eligible)
        .min(badness().thenComparing(s -> !s.node().name().equals(present)));
  }

  Comparator<Standing> badness() {
    return Comparator.<Standing, Boolean>comparing(s -> !s.reachable())
        .thenComparing(s -> s.memory().breaker().state())
        .thenComparing(s -> s.diagnosis().cause() == Cause.AHEAD)
        .thenComparingLong(s -> s.lagBlocks() / (settings.lagBlocks() + 1L));
  }
}
