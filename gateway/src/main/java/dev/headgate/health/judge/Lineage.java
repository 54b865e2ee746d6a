package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whose chain a node said it is on, and whether that still counts.
///
/// @param seen its latest word
/// @param fresh false once the node was away: who came back must say it anew
/// @param doubted true when it should be asked again, though its word still counts
/// @param ended true once its process had ended: another may listen there next, and it gets no call
///   before it has spoken
record Lineage(Optional<Observation.Identity> seen, boolean fresh, boolean doubted, boolean ended) {

  /// A node behind a load balancer may change its chain without ever failing a probe.
  static final Duration REPEAT = Duration.ofSeconds(2);

  static final Lineage UNKNOWN = new Lineage(Optional.empty(), false, true, false);

  static Lineage of(Observation.Identity identity) {
    return new Lineage(Optional.of(identity), true, false, false);
  }

  Lineage doubt() {
    return new Lineage(seen, fresh, true, ended);
  }

  /// It is away.
  Lineage lost() {
    return new Lineage(seen, false, true, ended);
  }

  /// Its process has ended. That alone makes it no worse a node: it may be back in a moment.
  Lineage end() {
    return new Lineage(seen, fresh, true, true);
  }

  boolean worthAsking(Instant now) {
    return doubted || seen.filter(s -> s.at().plus(REPEAT).isAfter(now)).isEmpty();
  }
}
