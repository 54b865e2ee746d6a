package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;

/// How long a node that lost its place must be well before it gets it back: `failbackAfter`,
/// doubled with each further loss before it was quiet for long enough, halved again with each quiet
/// period.
///
/// @param losses those not yet lived down
/// @param since the latest of them, or the end of the quiet period that took one away
record HoldDown(int losses, Instant since) {

  static final HoldDown NONE = new HoldDown(0, Instant.EPOCH);

  /// The first loss doubles nothing, so this is eightfold: from five minutes to forty.
  private static final int MOST_LOSSES = 4;

  /// Nobody waits longer, unless `failbackAfter` itself says so: a person has looked by then.
  private static final Duration LONGEST = Duration.ofHours(1);

  /// @param relapsed whether it had got its place back only a moment before
  HoldDown lost(Instant now, boolean relapsed, HealthSettings settings) {
    if (settings.flapWindow().isZero()) {
      return new HoldDown(1, now);
    }
    int lived = at(now, settings).losses;
    int more = lived == 0 && relapsed ? 2 : lived + 1;
    return new HoldDown(Math.min(more, MOST_LOSSES), now);
  }

  /// What is left of it now.
  HoldDown at(Instant now, HealthSettings settings) {
    HoldDown left = this;
    while (left.losses > 0 && !left.quietUntil(settings).isAfter(now)) {
      left = new HoldDown(left.losses - 1, left.quietUntil(settings));
    }
    return left;
  }

  /// The time that it could not lose its place, for it did not have it, proves nothing.
  private Instant quietUntil(HealthSettings settings) {
    return since.plus(time(settings)).plus(settings.flapWindow());
  }

  Duration time(HealthSettings settings) {
    Duration once = settings.failbackAfter();
    Duration longest = once.compareTo(LONGEST) > 0 ? once : LONGEST;
    Duration wanted = once.multipliedBy(1L << Math.max(losses - 1, 0));
    return wanted.compareTo(longest) < 0 ? wanted : longest;
  }
}
