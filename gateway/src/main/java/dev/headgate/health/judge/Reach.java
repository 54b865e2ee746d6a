package dev.headgate.health.judge;

import java.time.Instant;

/// Whether a node answers its probes.
///
/// @param heard whether any probe has ended, in whatever way
/// @param contacted whether one was ever answered
/// @param fails failed probes in a row
/// @param goods answered ones in a row
/// @param askedAt when the question was asked that it answered last; of a failure, when it was seen
/// @param failingSince the first failed probe of the latest row
/// @param why the latest failure
record Reach(
    boolean heard,
    boolean contacted,
    boolean reachable,
    int fails,
    int goods,
    Instant askedAt,
    Instant failingSince,
    String why) {

  static final Reach UNSEEN =
      new Reach(false, false, false, 0, 0, Instant.EPOCH, Instant.EPOCH, "");

  /// The first contact is enough by itself: there is no history of failures to live down.
  ///
  /// @param at when it was asked
  Reach answered(Instant at, int rise) {
    boolean back = reachable || !contacted || goods + 1 >= rise;
    return new Reach(true, true, back, 0, goods + 1, at, failingSince, why);
  }

  Reach failed(Instant at, String cause, int fall) {
    boolean still = reachable && fails + 1 < fall;
    return new Reach(
        true, contacted, still, fails + 1, 0, at, fails == 0 ? at : failingSince, cause);
  }

  /// "connection refused (2 probes)".
  String story() {
    return why + " (" + fails + (fails == 1 ? " probe)" : " probes)");
  }
}
