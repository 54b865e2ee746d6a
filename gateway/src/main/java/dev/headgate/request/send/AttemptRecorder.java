package dev.headgate.request.send;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import java.util.Locale;

/// Told of attempts, hedges and ambiguous transactions. Called on event loops: must not block, and
/// must not allocate per call.
public interface AttemptRecorder {

  /// How an attempt ended; a bounded label in metrics.
  enum End {
    ANSWERED,
    NODE_ERROR,
    REFUSED_CONNECTION,
    LOST,
    TIMEOUT,
    EVICTED,
    GARBAGE,
    HTTP_ERROR,
    RATE_LIMITED,
    CANCELLED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A node said for the first time, or again after long, that it does not serve a known method.
  default void lacks(Node node, String method) {}

  /// Nobody listens where the node did: its process has ended. Told again at most ten times a
  /// second.
  default void gone(Node node) {}

  /// An attempt told something of how well the node serves: it answered, or failed by its own
  /// fault. Rate limits, the caller's errors, long calls and what was given up are not told.
  ///
  /// @param nanos how long a cheap call took to be answered; 0 where that is no measure
  default void tells(Node node, boolean failed, long nanos) {}

  /// How a hedge ended.
  enum Hedge {
    /// The second node answered first.
    WON,
    /// The first node answered after all.
    LOST,
    /// Not sent: the retry budget was spent or no other node was fit.
    SKIPPED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  void attempt(Chain chain, Node node, End end, long nanos);

  void hedge(Chain chain, Hedge result);

  /// A raw transaction's attempt ended without its fate being known.
  void transactionAmbiguous(Chain chain);

  /// What is left of the chain's retry budget, in calls.
  void retryBudget(Chain chain, double remaining);
}
