package dev.headgate.health.judge;

import java.util.List;

/// What the [Judge] made of an [Order].
///
/// @param sentence for the one who ordered: what was done, or why not and what to do instead
/// @param warnings sentences on what the order costs
public record Decision(Order order, Kind kind, String sentence, List<String> warnings) {

  /// How far an order has come.
  public enum Kind {
    DONE,
    /// Another decision on the same order follows.
    WAITING,
    REFUSED
  }

  public Decision {
    warnings = List.copyOf(warnings);
  }

  static Decision done(Order order, String sentence, List<String> warnings) {
    return new Decision(order, Kind.DONE, sentence, warnings);
  }

  static Decision waiting(Order order, String sentence) {
    return new Decision(order, Kind.WAITING, sentence, List.of());
  }

  static Decision refused(Order order, String sentence) {
    return new Decision(order, Kind.REFUSED, sentence, List.of());
  }
}
