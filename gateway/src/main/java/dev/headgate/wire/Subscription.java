package dev.headgate.wire;

/// One subscription at a node, renewed after each loss until it is ended. Thread-safe.
public interface Subscription {

  /// Ends the node's connection, and with it every subscription on it, and makes a new one: what
  /// comes, or does not come, cannot be trusted.
  ///
  /// @param why told to each listener as the reason of the loss; names no address
  void doubt(String why);

  /// The listener is told nothing more, but for what is being told at this moment.
  void end();
}
