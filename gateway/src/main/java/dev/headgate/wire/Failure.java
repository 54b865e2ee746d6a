package dev.headgate.wire;

/// Why an exchange ended without a whole answer.
///
/// @param kind what happened, and with it whether a byte of the request was written
/// @param why in a few words for people; names no address
public record Failure(Kind kind, String why) {

  /// What happened.
  public enum Kind {
    /// Nobody listens there: the node's process is gone. Nothing was written.
    REFUSED(false),
    /// No connection could be made for another reason. Nothing was written.
    NOT_CONNECTED(false),
    /// It waited for a connection and was told that the node is out. Nothing was written.
    EVICTED_UNSENT(false),
    /// Every connection was busy until the caller gave up. Nothing was written.
    POOL_EXHAUSTED(false),
    /// The connection ended; the node may have acted on the request.
    LOST(true),
    /// As LOST, on a connection that had been used before and gave no byte this time: most likely
    /// the node had closed it just before.
    LOST_REUSED(true),
    /// The node was found silent, and all its silent connections were ended.
    EVICTED(true),
    /// What came is no HTTP answer that can be trusted.
    GARBAGE(true),
    /// This process has no memory for the request. Nothing was written.
    NO_MEMORY_UNSENT(false),
    /// This process has no memory for the answer: no fault of the node.
    NO_MEMORY(true);

    private final boolean written;

    Kind(boolean written) {
      this.written = written;
    }

    /// Whether a byte of the request may have reached the node.
    public boolean written() {
      return written;
    }
  }
}
