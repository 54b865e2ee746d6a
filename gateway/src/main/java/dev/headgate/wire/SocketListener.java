package dev.headgate.wire;

/// Told of one subscription at a node. Called on the event loop of the node's socket, one call at a
/// time: must not block.
public interface SocketListener {

  /// The node has taken the subscription: the first time, and again after each loss. What happened
  /// in between was not told.
  void subscribed();

  /// One notification.
  ///
  /// @param result the bytes of its `params.result`, as the node wrote them: JSON, UTF-8
  void notified(byte[] result);

  /// There is no subscription for now; it is tried again until it is ended. Told once for each
  /// loss, and once when the first try failed.
  ///
  /// @param why in a few words for people; names no address
  void lost(String why);
}
