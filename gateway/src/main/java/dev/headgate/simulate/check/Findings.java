package dev.headgate.simulate.check;

import java.util.List;
import java.util.Map;

/// What a run's history came to.
///
/// @param answered calls that ended with a result
/// @param failed calls that ended with an error
/// @param unanswered calls without any end
/// @param backward head answers lower than one that the same client had read before it asked
/// @param stale head answers too far behind the freshest head there was when they were asked
/// @param doubledWrites calls that may reach one node once and were received more often, with how
///   often
/// @param repeated raw transactions that were received more than once: allowed, but worth a number
/// @param lost writes that were answered with a result and reached no node
/// @param foreign results that do not belong to the call they answered
public record Findings(
    int answered,
    List<ClientCall> failed,
    List<ClientCall> unanswered,
    List<ClientCall> backward,
    List<ClientCall> stale,
    Map<String, Integer> doubledWrites,
    Map<String, Integer> repeated,
    List<ClientCall> lost,
    List<ClientCall> foreign) {

  /// Whether nothing happened that must not: failures alone are for the test to weigh.
  public boolean isInnocent() {
    return backward.isEmpty()
        && stale.isEmpty()
        && doubledWrites.isEmpty()
        && lost.isEmpty()
        && foreign.isEmpty();
  }

  /// One line of counts.
  public String line() {
    return "answered %d, failed %d, unanswered %d, backward %d, stale %d, doubled %d, repeated %d, lost %d, foreign %d"
        .formatted(
            answered,
            failed.size(),
            unanswered.size(),
            backward.size(),
            stale.size(),
            doubledWrites.size(),
            repeated.size(),
            lost.size(),
            foreign.size());
  }
}
