package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Whether an ordered change of the active node is made, now or later or not at all.
///
/// @param ranked every node, best first
/// @param active the one that serves
/// @param latest the latest change of the active node
record Switchovers(
    List<Standing> ranked,
    Optional<Standing> active,
    HealthSettings settings,
    Optional<Failover> latest,
    Instant now) {

  /// Two people who order "the next one" in the same moment mean one change, not there and back.
  private static final Duration SAME_MOMENT = Duration.ofSeconds(10);

  /// What comes of a turn's switchovers.
  ///
  /// @param to the node that is to serve by order
  /// @param waiting the switchover that still waits
  /// @param decisions one for each that was decided, and for each that began to wait
  record Ruling(
      Optional<Ordered> to, Optional<Order.Switchover> waiting, List<Decision> decisions) {}

  /// @param node fit
  record Ordered(Standing node, Deed deed) {}

  /// Rules on what waits and on what was just asked. The later one counts: it ends the wait of the
  /// one before. Only one can move the traffic in one turn.
  Ruling rule(Optional<Order.Switchover> waiting, List<Order.Switchover> asked) {
    Ruling ruling = new Ruling(Optional.empty(), Optional.empty(), List.of());
    if (waiting.isPresent()) {
      ruling =
          asked.isEmpty() ? stillWaiting(ruling, waiting.get()) : replaced(ruling, waiting.get());
    }
    for (Order.Switchover order : asked) {
      ruling = then(ruling, order);
    }
    return ruling;
  }

  private Ruling replaced(Ruling ruling, Order.Switchover order) {
    return with(ruling, Decision.refused(order, "given up: a later switchover took its place"));
  }

  private Ruling stillWaiting(Ruling ruling, Order.Switchover order) {
    Optional<Standing> target = target(order);
    Optional<String> never = target.isEmpty() ? Optional.of(nobody(order)) : never(target.get());
    if (never.isPresent()) {
      return with(ruling, Decision.refused(order, "given up: " + never.get()));
    }
    if (caughtUp(target.orElseThrow())) {
      return moved(ruling, order, target.orElseThrow());
    }
    if (now.isBefore(order.until())) {
      return new Ruling(ruling.to(), Optional.of(order), ruling.decisions());
    }
    return with(
        ruling,
        Decision.refused(
            order,
            "given up: it did not catch up in time: "
                + behind(target.orElseThrow())
                + "; "
                + stays()
                + ". Try again with a longer --within"));
  }

  private Ruling then(Ruling ruling, Order.Switchover order) {
    Optional<Standing> target = target(order);
    if (target.isEmpty()) {
      return with(ruling, Decision.refused(order, nobody(order)));
    }
    Standing node = target.get();
    Optional<String> refusal = never(node).or(() -> tooSoon(order));
    if (ruling.to().filter(to -> !to.node().equals(node)).isPresent()) {
      String other =
          ruling.to().get().node().node() + ", by order of " + ruling.to().get().deed().who();
      return with(
          ruling,
          Decision.refused(
              order,
              "another switchover was made at this moment, to "
                  + other
                  + "; look at `headgate status`, then order again if you still want it"));
    }
    if (refusal.isPresent()) {
      return with(ruling, Decision.refused(order, refusal.get()));
    }
    if (order.whenCaughtUp() ? caughtUp(node) : ready(node)) {
      return moved(ruling, order, node);
    }
    return order.whenCaughtUp()
        ? waits(ruling, order, node)
        : with(
            ruling,
            Decision.refused(
                order, behind(node) + ", so " + stays() + ". Add --when-caught-up to wait for it"));
  }

  private Ruling waits(Ruling ruling, Order.Switchover order, Standing node) {
    Ruling next = with(ruling, Decision.waiting(order, "waits: " + behind(node)));
    return new Ruling(next.to(), Optional.of(order), next.decisions());
  }

  private Ruling moved(Ruling ruling, Order.Switchover order, Standing node) {
    List<String> warnings = new ArrayList<>();
    List<String> lacks = active.map(a -> node.lacks(a, now, settings)).orElse(List.of());
    if (!lacks.isEmpty()) {
      warnings.add(node.node() + " lacks what " + serving() + " has: " + String.join(", ", lacks));
    }
    boolean already = active.filter(node::equals).isPresent();
    String sentence =
        node.node()
            + (already
                ? " serves already"
                : active.isPresent() ? " takes over from " + serving() : " serves now");
    Decision done = Decision.done(order, sentence + kept(node), warnings);
    return new Ruling(
        Optional.of(new Ordered(node, order.deed())),
        Optional.empty(),
        with(ruling, done).decisions());
  }

  private static String kept(Standing node) {
    return node.primary() ? "" : " and keeps its place while it is fit, until the next switchover";
  }

  private static Ruling with(Ruling ruling, Decision decision) {
    List<Decision> all = new ArrayList<>(ruling.decisions());
    all.add(decision);
    return new Ruling(ruling.to(), ruling.waiting(), List.copyOf(all));
  }

  private Optional<Standing> target(Order.Switchover order) {
    if (order.to().isPresent()) {
      return ranked.stream().filter(s -> s.node().name().equals(order.to().get())).findFirst();
    }
    return ranked.stream()
        .filter(s -> active.filter(s::equals).isEmpty() && never(s).isEmpty())
        .filter(s -> order.whenCaughtUp() || ready(s))
        .findFirst();
  }

  private String nobody(Order.Switchover order) {
    List<Standing> others =
        ranked.stream().filter(s -> active.filter(s::equals).isEmpty()).toList();
    String why =
        order.to().isPresent()
            ? "there is no node %s, only %s"
                .formatted(order.to().get(), said(ranked, s -> s.node().name()))
            : others.isEmpty()
                ? "there is no other node"
                : "no node is there to take over: " + said(others, this::behind);
    return why + "; " + stays();
  }

  private static String said(List<Standing> nodes, Function<Standing, String> how) {
    return nodes.stream().map(how).collect(Collectors.joining(", "));
  }

  /// What waiting does not mend.
  private static Optional<String> never(Standing node) {
    if (node.cordoned()) {
      return Optional.of(
          "%s is cordoned; write `headgate uncordon %s` first".formatted(node.node(), node.node()));
    }
    return node.diagnosis().verdict() instanceof Verdict.WrongChain wrong
        ? Optional.of("%s can never serve this chain: %s".formatted(node.node(), wrong.reason()))
        : Optional.empty();
  }

  private Optional<String> tooSoon(Order.Switchover order) {
    return latest
        .filter(f -> order.to().isEmpty() && !f.from().isEmpty())
        .filter(f -> f.at().plus(SAME_MOMENT).isAfter(now))
        .map(f ->
            "%s took over from %s only %s ago (%s); name the node that you want with --to"
                .formatted(
                    f.to(),
                    f.from(),
                    Diagnosis.seconds(Duration.between(f.at(), now)),
                    f.reason()));
  }

  private boolean ready(Standing node) {
    return node.available() && node.level(settings);
  }

  private boolean caughtUp(Standing node) {
    return node.available()
        && node.head() >= active.filter(Standing::fit).map(Standing::head).orElse(0L);
  }

  private String behind(Standing node) {
    if (!node.available()) {
      return node.node() + " is unfit: " + node.diagnosis().verdict().reason();
    }
    return "%s is behind by %s for %s"
        .formatted(
            node.node(), Diagnosis.blocks(node.lagBlocks()), Diagnosis.seconds(node.lagTime()));
  }

  private String stays() {
    return active.map(a -> a.node() + " serves on").orElse("nobody serves");
  }

  private String serving() {
    return active.map(a -> a.node().name()).orElse("nobody");
  }
}
