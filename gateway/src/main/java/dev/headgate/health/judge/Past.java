package dev.headgate.health.judge;

import java.time.Instant;
import java.util.Optional;

/// What earlier turns concluded about a node.
///
/// @param wasRight whether it was ever verified to be of this chain
/// @param wellSince since when it has been fit, and not behind for `handover`, without a break
/// @param behind since when it lacks a head that another has
/// @param believedSince since when its head has been believed without a break
/// @param trusted its latest head that was beyond doubt
/// @param leftAt when it last stopped being the active node
record Past(
    boolean wasRight,
    Optional<Instant> wellSince,
    Optional<Behind> behind,
    Optional<Instant> believedSince,
    Optional<Heads.Arrival> trusted,
    Optional<Instant> leftAt) {

  static final Past NONE =
      new Past(
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// @param number the head that the node had while it lacked a higher one
  record Behind(long number, Instant since) {}

  Past left(Instant at) {
    return new Past(wasRight, wellSince, behind, believedSince, trusted, Optional.of(at));
  }
}
