package dev.headgate.simulate.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a run's history came to.
///
/// @param answered calls that ended with a result
/// @param failed calls that ended with an error
/// @param unknown calls of which nobody can say whether they took effect
/// @param unanswered calls without any end
/// @param backward head answers lower than one that the same client had read before it asked
/// @param stale head answers too far behind the freshest head there was when they were asked
/// @param doubledWrites calls that may reach one node once and were received more often, with how
///   often
/// @param repeated raw transactions that were received more than once: allowed, but worth a number
/// @param lost writes that were answered with a result and reached no node
/// @param foreign answers that do not belong to the call they answered, by id or by content
/// @param attempts how often the nodes received the calls
public record Findings(
    int answered,
    List<ClientCall> failed,
    List<ClientCall> unknown,
    List<ClientCall> unanswered,
    List<ClientCall> backward,
    List<ClientCall> stale,
    Map<String, Integer> doubledWrites,
    Map<String, Integer> repeated,
    List<ClientCall> lost,
    List<ClientCall> foreign,
    Attempts attempts) {

  private static final int SHOWN = 10;

  /// How often the nodes received calls of clients, hedges among them.
  ///
  /// @param most the most of one call
  public record Attempts(long total, int most) {
    /// For each of so many calls.
    public double per(int calls) {
      return calls == 0 ? 0 : (double) total / calls;
    }
  }

  /// Whether nothing happened that must not: failures alone are for the test to weigh.
  public boolean isInnocent() {
    return backward.isEmpty()
        && stale.isEmpty()
        && doubledWrites.isEmpty()
        && lost.isEmpty()
        && foreign.isEmpty();
  }

  /// How many calls the clients made.
  public int attempted() {
    return answered + failed.size() + unknown.size() + unanswered.size() + strays();
  }

  private int strays() {
    return (int) foreign.stream().filter(call -> call.ending() instanceof ClientCall.Stray).count();
  }

  /// One line of counts.
  public String line() {
    return "attempted %d, answered %d, failed %d, unknown %d, unanswered %d, backward %d, stale %d, doubled %d, repeated %d, lost %d, foreign %d"
        .formatted(
            attempted(),
            answered,
            failed.size(),
            unknown.size(),
            unanswered.size(),
            backward.size(),
            stale.size(),
            doubledWrites.size(),
            repeated.size(),
            lost.size(),
            foreign.size());
  }

  /// A sentence for each guilty call, the first ten of each kind; empty when innocent.
  public List<String> guilty() {
    List<String> sentences = new ArrayList<>();
    tell("head went backward", backward, sentences);
    tell("stale head", stale, sentences);
    doubledWrites.entrySet().stream()
        .limit(SHOWN)
        .forEach(one ->
            sentences.add(
                "doubled write: " + one.getKey() + " was received " + one.getValue() + " times"));
    tell("answered write that reached no node", lost, sentences);
    tell("answer of another call", foreign, sentences);
    return sentences;
  }

  private static void tell(String what, List<ClientCall> calls, List<String> into) {
    calls.stream()
        .limit(SHOWN)
        .forEach(call ->
            into.add(
                what
                    + ": "
                    + call.method()
                    + " "
                    + call.tag()
                    + " of "
                    + call.client()
                    + ", sent at "
                    + call.sentAt()
                    + ": "
                    + call.ending()));
  }
}
