package dev.headgate.health;

import dev.headgate.config.HealthSettings;
import dev.headgate.health.judge.Observation;
import java.time.Duration;
import java.time.Instant;

/// Whether this process itself stood still: then the nodes are not to blame for answers that did
/// not come. Immutable.
///
/// @param late a turn that comes so long after the one before means that the process was stopped
/// @param lastTurn when the latest turn began
/// @param awakeSince when it last stood still; long past when never
public record Wakefulness(Duration late, Instant lastTurn, Instant awakeSince) {
  /// Awake until now.
  public static Wakefulness of(HealthSettings settings, Instant now) {
    return new Wakefulness(settings.overslept(), now, Instant.MIN);
  }

  /// A turn begins.
  public Wakefulness turn(Instant now) {
    boolean stalled = lastTurn.plus(late).isBefore(now);
    return new Wakefulness(late, now, stalled ? now : awakeSince);
  }

  /// Whether what was seen is the node's own doing. A probe that was under way while this process
  /// stood still (a long collection, SIGSTOP) timed out by our own fault.
  ///
  /// @param began when the probe behind it began
  public boolean counts(Observation seen, Instant began) {
    return !(seen instanceof Observation.Silent) || !began.isBefore(awakeSince);
  }
}
