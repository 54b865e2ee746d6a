package dev.headgate.operate;

import dev.headgate.health.judge.ChainHealth;
import dev.headgate.operate.HealthPages.Line;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What HAProxy's agent-check is told, decided from pictures of the chains.
///
/// Found on HAProxy 2.6: `up` alone does not end a drain, so it is always `up ready` with a weight;
/// `down#reason` without the space is ignored in silence; a weight is a percentage of the server's
/// own, which therefore must be 100 and not the default 1.
final class AgentWord {
  private static final int WHOLE = 100;

  /// Of a chain that only an unfit node serves: enough to serve when there is no other gateway.
  private static final int DEGRADED = 10;

  private static final int LONGEST_REASON = 160;

  private AgentWord() {}

  /// The line that answers, with its end: `up ready NN%`, `drain #reason` or `down #reason`.
  ///
  /// @param asked a chain's name or id; empty for all chains, which are up when each is served
  /// @param draining whether this gateway is about to end
  static String of(List<ChainHealth> all, String asked, boolean draining) {
    List<ChainHealth> meant =
        asked.isEmpty() ? all : all.stream().filter(HealthPages.isNamed(asked)).toList();
    if (meant.isEmpty()) {
      return "down #no chain " + AdminRequest.shown(asked) + " here\n";
    }
    if (draining) {
      return "drain #" + plain(Line.DRAINING.words()) + "\n";
    }
    Optional<String> unserved = reason(meant);
    return unserved
        .map(why -> "down #" + plain(why) + "\n")
        .orElseGet(() -> "up ready " + weight(meant) + "%\n");
  }

  private static Optional<String> reason(List<ChainHealth> meant) {
    String reasons =
        meant.stream()
            .map(Line::of)
            .filter(line -> !line.served())
            .map(line -> line.chain() + ": " + line.words())
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? Optional.empty() : Optional.of(reasons);
  }

  private static int weight(List<ChainHealth> meant) {
    return meant.stream().anyMatch(ChainHealth::degraded) ? DEGRADED : WHOLE;
  }

  /// HAProxy shows it on its page and in its log: one line of plain letters, not too long.
  private static String plain(String reason) {
    String clean = reason.replaceAll("[^ -~]", "?");
    return clean.length() <= LONGEST_REASON ? clean : clean.substring(0, LONGEST_REASON) + "...";
  }
}
