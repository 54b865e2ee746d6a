package dev.headgate.health.judge;

import java.util.List;
import java.util.Optional;

/// What is said to those whose orders were noted.
///
/// @param before the orders in force before this turn
/// @param now the picture that this turn drew
/// @param standings of this turn
record Answers(Orders before, ChainHealth now, List<Standing> standings) {

  Decision to(Order order) {
    return switch (order) {
      case Order.Pause pause -> paused(pause);
      case Order.Resume resume -> resumed(resume);
      case Order.Cordon cordon -> cordoned(cordon);
      case Order.Uncordon uncordon -> uncordoned(uncordon);
      case Order.Ack ack -> acknowledged(ack);
      case Order.Switchover switchover ->
          Decision.refused(switchover, "the nodes are not judged yet; try again in a second");
    };
  }

  private Decision paused(Order.Pause order) {
    String also =
        before.paused().map(d -> now.chain() + " is paused already, by " + d.words()).orElse("");
    return Decision.done(
        order,
        also.isEmpty()
            ? now.chain()
                + " is paused: "
                + serving()
                + " stays active; while it is unfit its calls go to fit nodes"
            : also,
        List.of());
  }

  private Decision resumed(Order.Resume order) {
    return Decision.done(
        order,
        before.paused().isPresent()
            ? now.chain() + " goes on, " + serving() + " is active"
            : now.chain() + " was not paused",
        List.of());
  }

  private Decision cordoned(Order.Cordon order) {
    Optional<Standing> node = find(order.node());
    if (node.isEmpty()) {
      return unknown(order, order.node());
    }
    Deed earlier = before.cordoned().get(order.node());
    if (earlier != null) {
      return Decision.done(
          order, order.node() + " is cordoned already, by " + earlier.words(), last(order.node()));
    }
    boolean serves = now.active().filter(a -> a.name().equals(order.node())).isPresent();
    return Decision.done(
        order,
        order.node()
            + " is cordoned: "
            + (serves
                ? "it gets no call as soon as another node can serve"
                : "no further call goes to it, those under way end as usual; "
                    + serving()
                    + " serves"),
        last(order.node()));
  }

  private List<String> last(String name) {
    boolean serves = now.active().filter(a -> a.name().equals(name)).isPresent();
    if (serves) {
      return List.of(
          "no other node of " + now.chain() + " can serve, so " + name + " serves on, degraded");
    }
    return now.standbyReady()
        ? List.of()
        : List.of("no standby of " + now.chain() + " is ready: the next failure has nowhere to go");
  }

  private Decision uncordoned(Order.Uncordon order) {
    Optional<Standing> node = find(order.node());
    if (node.isEmpty()) {
      return unknown(order, order.node());
    }
    if (!before.cordoned().containsKey(order.node())) {
      return Decision.done(order, order.node() + " was not cordoned", List.of());
    }
    String how =
        node.get().fit()
            ? "it may serve again"
            : "it is unfit for now: " + node.get().diagnosis().verdict().reason();
    boolean back = node.get().primary() && !now.active().equals(Optional.of(node.get().node()));
    String place =
        back ? "; it takes its place back when it was long fit, or at once by a switchover" : "";
    return Decision.done(order, order.node() + " is no longer cordoned: " + how + place, List.of());
  }

  private Decision acknowledged(Order.Ack order) {
    return now.alarms().isEmpty()
        ? Decision.refused(order, now.chain() + " has no alarm; there is nothing to acknowledge")
        : Decision.done(
            order,
            now.chain() + ": acknowledged until it changes: " + String.join(", ", now.alarms()),
            List.of());
  }

  private Decision unknown(Order order, String name) {
    List<String> names = standings.stream().map(s -> s.node().name()).toList();
    return Decision.refused(
        order,
        "%s has no judged node %s; it has %s"
            .formatted(now.chain(), name, String.join(", ", names)));
  }

  private Optional<Standing> find(String name) {
    return standings.stream().filter(s -> s.node().name().equals(name)).findFirst();
  }

  private String serving() {
    return now.active().map(a -> a.name()).orElse("nobody");
  }
}
