package dev.headgate.operate;

import dev.headgate.operate.Status.Latency;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/// What `/explain` tells: where a call of a method would go now, and why, in the words of its JSON.
///
/// @param repeat the contract's class of the method: `read`, `long read`, `raw transaction`, `long
///   raw transaction` or `unrepeatable`
/// @param hedged whether a slow call of it is also asked of a second node
/// @param rule `free`, `routed` (only to the nodes listed) or `denied`
/// @param floor the head that a call about the head needs
/// @param serves the node that would be asked first; empty when none would
/// @param why one sentence
/// @param order the nodes in the order in which they would be tried, the rest after them
record Explanation(
    String chain,
    String method,
    String repeat,
    boolean hedged,
    String rule,
    OptionalLong floor,
    Optional<String> serves,
    String why,
    List<Place> order) {

  /// One node.
  ///
  /// @param place from 1; 0 for a node that such a call is never sent to
  /// @param fit what the judge says
  /// @param atFloor whether it is known to have the head that a call about the head needs
  /// @param lacksMethod whether it said that it does not serve the method
  /// @param score 0 (worst) to 1 (best)
  /// @param probeMs how long its latest probe took, in milliseconds; negative for none
  /// @param latencyMs of real calls
  /// @param why in a sentence
  record Place(
      int place,
      String node,
      String role,
      boolean fit,
      OptionalLong head,
      boolean atFloor,
      long lagBlocks,
      long lagMs,
      double score,
      double probeMs,
      Latency latencyMs,
      String breaker,
      boolean lacksMethod,
      String why) {}

  /// For a terminal.
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(chain + " " + method + ": " + why);
    lines.add(
        "  "
            + repeat
            + (hedged ? ", hedged" : "")
            + ", "
            + rule
            + (floor.isPresent() ? ", floor " + floor.getAsLong() : ""));
    for (Place place : order) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s %s (%s): %s",
              place.place() == 0 ? "-" : place.place() + ".",
              place.node(),
              place.role(),
              place.why()));
      lines.add(
          String.format(
              Locale.ROOT,
              "     head %s, lag %d blocks / %d ms, score %.3f, probe %.1f ms, breaker %s",
              place.head().isPresent() ? String.valueOf(place.head().getAsLong()) : "unknown",
              place.lagBlocks(),
              place.lagMs(),
              place.score(),
              place.probeMs(),
              place.breaker()));
    }
    return String.join("\n", lines) + "\n";
  }
}
