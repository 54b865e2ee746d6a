package dev.headgate.request.send;

import dev.headgate.chain.Node;
import java.util.OptionalDouble;

/// How long a node has lately taken to answer real calls. Thread-safe; may be asked from any
/// thread, and answers from what is already known.
public interface NodeLatencies {

  /// A quantile of the node's recent answers, in milliseconds.
  ///
  /// @param quantile 0.5 for the median, 0.99 for the slowest hundredth
  /// @return empty while the node has answered too few calls to tell
  OptionalDouble quantileMillis(Node node, double quantile);
}
