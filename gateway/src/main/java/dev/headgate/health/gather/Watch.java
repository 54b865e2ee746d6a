package dev.headgate.health.gather;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// What a node pushes, held against what its polls show. Immutable.
///
/// @param subscribed whether the node has taken the subscription
/// @param doubted true from the end of a mute connection to the next push
/// @param pushed the highest head that was pushed, or that a poll showed before anything was
/// @param overdue a head that a poll showed and that has not been pushed yet
record Watch(boolean subscribed, boolean doubted, OptionalLong pushed, Optional<Overdue> overdue) {

  record Overdue(long head, Instant since) {}

  static final Watch NOTHING = new Watch(false, false, OptionalLong.empty(), Optional.empty());

  /// A push may come a little after the poll that saw its head first.
  private static final Duration LATE = Duration.ofMillis(500);

  Watch subscribe() {
    return new Watch(true, doubted, OptionalLong.empty(), Optional.empty());
  }

  Watch lose() {
    return new Watch(false, doubted, OptionalLong.empty(), Optional.empty());
  }

  Watch doubt() {
    return new Watch(false, true, OptionalLong.empty(), Optional.empty());
  }

  Watch push(long head) {
    long highest = Math.max(head, pushed.orElse(0));
    return new Watch(true, false, OptionalLong.of(highest), lacking(highest));
  }

  Watch poll(long head, Instant at) {
    if (!subscribed) {
      return this;
    }
    long highest = pushed.orElse(head);
    Optional<Overdue> still =
        head > highest
            ? lacking(highest).or(() -> Optional.of(new Overdue(head, at)))
            : Optional.empty();
    return new Watch(true, doubted, OptionalLong.of(highest), still);
  }

  private Optional<Overdue> lacking(long highest) {
    return overdue.filter(o -> o.head() > highest);
  }

  /// Whether pushes work, as far as is known.
  boolean up() {
    return subscribed && !doubted;
  }

  /// Whether what an earlier poll showed should long have been pushed.
  boolean isMute(Instant now) {
    return overdue.filter(o -> !o.since().plus(LATE).isAfter(now)).isPresent();
  }
}
