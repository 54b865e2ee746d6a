package dev.headgate.bench.fault;

import java.util.List;
import java.util.OptionalDouble;

/// What the clients of one front saw of one fault.
///
/// @param beganSeconds from the beginning of the run, like `endedSeconds`
/// @param failed calls without a result of their own
/// @param failedRepeatable those of them that may be repeated, so that a gateway has no excuse
/// @param unknown those of all of them of which the client was told nothing definite
/// @param usualStallMs the longest that a call took from when it was due, before the fault
/// @param stallMs the same from the fault on
/// @param slow calls over 250 ms from the fault on
/// @param leaveMs see the package
/// @param returnMs see the package; empty when the node gave no answer until the end of the run
/// @param attempts how often the nodes received a call, on average; empty when they keep no log
/// @param mostAttempts of one call
/// @param judgedMs from the fault's begin to the gateway's own change of the active node, by its
///   `/history`; empty when it made none
/// @param backward heads lower than one that a client had seen before it asked
/// @param stale heads two blocks or more behind those of a fit node
/// @param foreign answers that do not belong to their call
/// @param doubled writes that were received twice
/// @param firstFailures what the first failed calls were told
/// @param guilty what must not happen to anyone, in sentences
/// @param moments what happened when
public record FaultResult(
    String front,
    String fault,
    double beganSeconds,
    double endedSeconds,
    int calls,
    int failed,
    int failedRepeatable,
    int unknown,
    double usualStallMs,
    double stallMs,
    int slow,
    double leaveMs,
    OptionalDouble returnMs,
    OptionalDouble attempts,
    int mostAttempts,
    OptionalDouble judgedMs,
    int backward,
    int stale,
    int foreign,
    int doubled,
    List<String> firstFailures,
    List<String> guilty,
    List<Moment> moments) {

  public FaultResult {
    firstFailures = List.copyOf(firstFailures);
    guilty = List.copyOf(guilty);
    moments = List.copyOf(moments);
  }

  /// The calls that were due within a tenth of a second.
  ///
  /// @param second from the beginning of the run
  /// @param medianMs 0 when there were none
  /// @param worstMs of those that ended, failed or not
  public record Moment(double second, int calls, double medianMs, double worstMs, int failed) {}

  /// Whether the gateway's promises were kept: no wrong answer, and no failed call that may be
  /// repeated.
  public boolean isSound() {
    return wrong() == 0 && failedRepeatable == 0;
  }

  /// Answers that are wrong, whoever gives them.
  public int wrong() {
    return backward + stale + foreign + doubled;
  }
}
