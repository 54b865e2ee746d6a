package dev.headgate.bench.compare;

import java.util.Locale;

/// A load that every contender gets in every round.
///
/// @param kind how it is called
/// @param number connections when saturated, else calls a second
public record Scene(Kind kind, int number) {
  /// How a scene calls.
  public enum Kind {
    /// As many calls as there can be.
    SATURATED,
    /// Calls on schedule.
    OPEN,
    /// On schedule, half as many as HAProxy could answer.
    HALF
  }

  @Override
  public String toString() {
    return switch (kind) {
      case SATURATED -> "saturated, " + number + " connections";
      case OPEN -> String.format(Locale.ROOT, "%,d calls/s", number);
      case HALF -> String.format(Locale.ROOT, "half of saturation, %,d calls/s", number);
    };
  }
}
