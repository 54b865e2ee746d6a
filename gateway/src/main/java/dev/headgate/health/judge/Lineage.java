package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whose chain a node said it is on, and whether that still counts.
///
/// @param seen its latest word
/// @param fresh false once the node was away: who came back must say it anew
/// @param doubted true when it should be asked again, though its word still counts
record Lineage(Optional<Observation.Identity> seen, boolean fresh, boolean doubted) {

  /// A node behind a load balancer may change its chain without ever failing a probe.
  static final Duration REPEAT = Duration.ofSeconds(2);

  static final Lineage UNKNOWN = new Lineage(Optional.empty(), false, true);

  static Lineage of(Observation.Identity identity) {
    return new Lineage(Optional.of(identity), true, false);
  }

  Lineage doubt() {
    return new Lineage(seen, fresh, true);
  }

  Lineage lost() {
    return new Lineage(seen, false, true);
  }

  boolean worthAsking(Instant now) {
    return doubted || seen.filter(s -> s.at().plus(REPEAT).isAfter(now)).isEmpty();
  }
}
