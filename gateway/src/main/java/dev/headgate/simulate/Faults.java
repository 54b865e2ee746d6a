package dev.headgate.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The faults of one node at one instant: at most one of each kind, the newest. Immutable.
record Faults(List<Active> active) {
  static final Faults NONE = new Faults(List.of());

  /// @param since when it was switched on
  /// @param head the node's head at that moment
  record Active(Fault fault, Instant since, long head) {}

  Faults {
    active = List.copyOf(active);
  }

  Faults with(Active added) {
    List<Active> all = new ArrayList<>(active);
    all.removeIf(one -> one.fault().getClass() == added.fault().getClass());
    all.add(added);
    return new Faults(all);
  }

  boolean has(Class<? extends Fault> kind) {
    return entry(kind).isPresent();
  }

  <F extends Fault> Optional<F> find(Class<F> kind) {
    return entry(kind).map(one -> kind.cast(one.fault()));
  }

  Optional<Active> entry(Class<? extends Fault> kind) {
    for (Active one : active) {
      if (kind.isInstance(one.fault())) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /// Whether the process is dead at this moment.
  boolean dead(Instant now) {
    return has(Fault.Kill.class) || flap(now).map(Phase::down).orElse(false);
  }

  boolean listening(Instant now) {
    return !dead(now) && !has(Fault.Refuse.class);
  }

  /// How long until dead and alive change places by themselves; empty when they do not.
  Optional<Duration> untilTurn(Instant now) {
    return flap(now).map(Phase::left);
  }

  private record Phase(boolean down, Duration left) {}

  private Optional<Phase> flap(Instant now) {
    return entry(Fault.Flap.class)
        .map(entry -> {
          Fault.Flap flap = (Fault.Flap) entry.fault();
          long down = flap.down().toNanos();
          long whole = down + flap.up().toNanos();
          long at = Math.floorMod(Duration.between(entry.since(), now).toNanos(), whole);
          boolean isDown = at < down;
          return new Phase(isDown, Duration.ofNanos((isDown ? down : whole) - at));
        });
  }

  /// Their text forms, or "none".
  String text() {
    return active.isEmpty()
        ? "none"
        : String.join(", ", active.stream().map(one -> one.fault().text()).toList());
  }
}
