package dev.headgate.bench.nemesis;

import dev.headgate.bench.load.EndedCall;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import java.util.List;
import java.util.function.Function;

/// What happened on one chain, for [NemesisJudge].
///
/// @param primary the name of the node that serves when all is well
/// @param calls all that clients made
/// @param received one log per node; none when nodes keep none
/// @param excuses by node, when it was in trouble or silent, so that it may be left, in steady
///   nanoseconds
/// @param changes of the active node, by the gateway's own history
/// @param servedLast which node answered most of the last calls
record ChainRun(
    String name,
    String primary,
    List<EndedCall> calls,
    HistoryChecker checker,
    List<List<Received>> received,
    Function<String, List<Span>> excuses,
    List<Change> changes,
    String servedLast) {

  /// A change of the active node.
  ///
  /// @param atNanos steady
  /// @param from empty when there was none
  record Change(long atNanos, String from, String to, String reason) {}
}
