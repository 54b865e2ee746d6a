package dev.headgate.bench.fault;

import dev.headgate.bench.front.NodeAt;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import java.util.List;

/// A chain's nodes, the first of which is the primary.
interface Nodes extends AutoCloseable {
  long chainId();

  List<NodeAt> list();

  /// What each node received; no list when the nodes keep none.
  List<List<Received>> received();

  /// What judges a run during which the primary was in trouble.
  HistoryChecker checker(List<Span> trouble);

  /// Lets the trouble begin; returns when it has.
  void begin(Trouble trouble);

  /// Ends it; returns when that is done.
  void end(Trouble trouble);

  @Override
  void close();
}
