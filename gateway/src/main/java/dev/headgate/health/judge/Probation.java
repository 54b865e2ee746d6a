package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;

/// How far a node that came back is trusted again: from 10 to 100 percent, evenly, over half a
/// minute. Who fails again within it has relapsed.
///
/// An active node takes all calls, for two nodes that shared them would show clients two heads. So
/// the weight divides no traffic between nodes; it orders the standbys, and says to whoever weighs
/// gateways or nodes how much to lean on this one.
final class Probation {
  /// Longer than a node's caches and its pool take to fill.
  static final Duration TIME = Duration.ofSeconds(30);

  private static final int LEAST = 10;
  private static final int FULL = 100;

  private Probation() {}

  static boolean over(Past past, Instant now) {
    return past.backSince().filter(b -> b.plus(TIME).isAfter(now)).isEmpty();
  }

  /// Percent: 0 for an unfit node, but [#LEAST] for one that serves all the same.
  static int weight(Past past, boolean fit, boolean active, Instant now) {
    if (!fit) {
      return active ? LEAST : 0;
    }
    return past.backSince().map(b -> ramp(Duration.between(b, now))).orElse(FULL);
  }

  private static int ramp(Duration since) {
    long grown = (FULL - LEAST) * Math.max(since.toMillis(), 0) / TIME.toMillis();
    return (int) Math.min(FULL, LEAST + grown);
  }
}
