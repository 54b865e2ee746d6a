package dev.headgate.health.judge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The orders that are in force on one chain. Immutable; they live as long as this process.
///
/// @param paused since when the active node is left alone
/// @param cordoned by the node's name
/// @param hold the standby that a switchover made active, and that keeps its place while it is fit
/// @param waiting a switchover that waits for its node
/// @param acknowledged by the alarm
public record Orders(
    Optional<Deed> paused,
    Map<String, Deed> cordoned,
    Optional<Hold> hold,
    Optional<Order.Switchover> waiting,
    Map<String, Deed> acknowledged) {

  public static final Orders NONE =
      new Orders(Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), Map.of());

  /// A place that an order gave.
  public record Hold(String node, Deed deed) {}

  public Orders {
    cordoned = Map.copyOf(cordoned);
    acknowledged = Map.copyOf(acknowledged);
  }

  /// With those orders that need nothing but to be noted.
  Orders noted(Order order) {
    return switch (order) {
      case Order.Pause(Deed deed) -> paused(paused.or(() -> Optional.of(deed)));
      case Order.Resume _ -> paused(Optional.empty());
      case Order.Cordon(Deed deed, String node) -> cordoned(node, Optional.of(deed));
      case Order.Uncordon(_, String node) -> cordoned(node, Optional.empty());
      case Order.Switchover _, Order.Ack _ -> this;
    };
  }

  private Orders paused(Optional<Deed> deed) {
    return new Orders(deed, cordoned, hold, waiting, acknowledged);
  }

  private Orders cordoned(String node, Optional<Deed> deed) {
    Map<String, Deed> next = new HashMap<>(cordoned);
    if (deed.isPresent()) {
      next.putIfAbsent(node, deed.get());
    } else {
      next.remove(node);
    }
    return new Orders(paused, next, hold, waiting, acknowledged);
  }

  Orders switching(Optional<Hold> held, Optional<Order.Switchover> waits) {
    return new Orders(paused, cordoned, held, waits, acknowledged);
  }

  /// What was acknowledged stays so only while it lasts: what comes back is news.
  Orders acknowledged(List<String> alarms, Optional<Deed> ack) {
    Map<String, Deed> next = new HashMap<>();
    for (String alarm : alarms) {
      Optional.ofNullable(acknowledged.get(alarm)).or(() -> ack).ifPresent(d -> next.put(alarm, d));
    }
    return new Orders(paused, cordoned, hold, waiting, next);
  }

  /// Those that are in force when only these nodes are left.
  Orders of(Predicate<String> stays) {
    Map<String, Deed> left = new HashMap<>(cordoned);
    left.keySet().removeIf(stays.negate());
    return new Orders(
        paused,
        left,
        hold.filter(h -> stays.test(h.node())),
        waiting.filter(w -> w.to().isEmpty() || stays.test(w.to().get())),
        acknowledged);
  }

  boolean holds(Standing node) {
    return hold.filter(h -> h.node().equals(node.node().name())).isPresent();
  }
}
