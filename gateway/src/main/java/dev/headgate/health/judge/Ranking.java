package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Best first: the active node, the fit ones, the least bad of the others, and at the end those
/// that may never serve.
///
/// Of the fit ones the primaries come first, then who is neither slow, nor behind, nor on
/// probation; among equals of these the better score, but only by a margin, and it is a smoothed
/// one: an order that changes with every probe would send a call's second attempt to another node
/// each time.
///
/// @param before the order of the turn before, by name
record Ranking(HealthSettings settings, List<String> before, Instant now) {

  /// A tenth: a probe of 28 ms against one of none, or a tenth of the calls failing.
  private static final double MARGIN = 0.1;

  List<Standing> rank(List<Standing> standings, Optional<Standing> active) {
    List<Standing> rest = new ArrayList<>(standings);
    active.ifPresent(rest::remove);
    Comparator<Standing> unfit =
        Comparator.<Standing, Boolean>comparing(s -> !s.callable())
            .thenComparing(Succession.badness(settings));
    return Stream.of(
            active.stream(), fit(rest).stream(), rest.stream().filter(s -> !s.fit()).sorted(unfit))
        .flatMap(s -> s)
        .toList();
  }

  private List<Standing> fit(List<Standing> rest) {
    List<Standing> ranked =
        new ArrayList<>(
            rest.stream()
                .filter(Standing::fit)
                .sorted(grade().thenComparingInt(this::place))
                .toList());
    for (boolean moved = true; moved; ) {
      moved = false;
      for (int i = 1; i < ranked.size(); i++) {
        if (better(ranked.get(i), ranked.get(i - 1))) {
          ranked.add(i - 1, ranked.remove(i));
          moved = true;
        }
      }
    }
    return ranked;
  }

  private boolean better(Standing lower, Standing upper) {
    return grade().compare(lower, upper) == 0
        && lower.memory().past().score() > upper.memory().past().score() + MARGIN;
  }

  private Comparator<Standing> grade() {
    return Comparator.<Standing, Boolean>comparing(s -> !s.primary())
        .thenComparing(Standing::slow)
        .thenComparing(s -> !s.level(settings))
        .thenComparing(s -> !Probation.over(s.memory().past(), now));
  }

  private int place(Standing node) {
    int place = before.indexOf(node.node().name());
    return place < 0 ? before.size() : place;
  }
}
