package dev.headgate.request.plan;

/// What a node's own JSON-RPC error says: whether another node may do better, and whether it tells
/// against this one.
public enum ErrorKind {
  /// The call itself reverted or ran out of gas: an answer like any other.
  EXECUTION(false, false),
  /// The node has this transaction already.
  TRANSACTION_KNOWN(false, false),
  /// The nonce was used: perhaps by this very transaction.
  NONCE_TOO_LOW(false, false),
  /// The transaction is at fault: funds, price, nonce too high.
  TRANSACTION_REFUSED(false, false),
  /// State or history that this node has pruned.
  MISSING_STATE(true, false),
  /// A block that this node does not have yet.
  BEHIND(true, false),
  /// The node does not serve this method.
  METHOD_MISSING(true, false),
  /// The caller's fault.
  CALLER(false, false),
  /// The answer or the question is too big for the node.
  TOO_BIG(false, false),
  /// The node refuses for now.
  OVERLOADED(true, true),
  /// The node gave up on the call in its own time: a failure where the call is a small one, none
  /// where the caller decides how much work it is.
  TIMED_OUT(true, true),
  /// The sequencer behind the node is out: no fault of the node.
  SEQUENCER(false, false),
  /// The node failed inside.
  NODE_FAULT(true, true),
  /// Nothing we know: the client's to read.
  OTHER(false, false);

  private final boolean elsewhere;
  private final boolean failure;

  ErrorKind(boolean elsewhere, boolean failure) {
    this.elsewhere = elsewhere;
    this.failure = failure;
  }

  /// Whether another node may answer better.
  public boolean elsewhere() {
    return elsewhere;
  }

  /// Whether the node said that it has not what was asked of a block.
  public boolean lacksBlock() {
    return this == MISSING_STATE || this == BEHIND;
  }

  /// Whether the breaker counts it against the node.
  ///
  /// @param pricedByCaller whether the caller decides how much work the call is
  public boolean failure(boolean pricedByCaller) {
    return failure && !(this == TIMED_OUT && pricedByCaller);
  }
}
