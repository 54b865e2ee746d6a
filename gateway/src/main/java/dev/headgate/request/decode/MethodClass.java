package dev.headgate.request.decode;

/// What may be done with a call when the fate of an attempt is unknown (the contract's repeat
/// classes).
public enum MethodClass {
  /// A known read: again on another node as long as no byte has gone to the client; hedged when
  /// cheap.
  READ,
  /// A read that may take minutes (`debug_*`, `trace_*`): repeated, but never hedged nor scored.
  LONG_READ,
  /// `eth_sendRawTransaction` and `...Conditional`: only the identical bytes, to a node of the same
  /// mempool kind.
  RAW_TRANSACTION,
  /// `eth_sendRawTransactionSync`: a raw transaction that waits for its receipt.
  LONG_RAW_TRANSACTION,
  /// Carries a transaction, or may: bundles, private transactions, user operations, and every
  /// method that nobody knows. Again only if not one byte was written to a node, and then to a node
  /// of the same mempool kind.
  UNREPEATABLE_TRANSACTION,
  /// All else: again only if not one byte was written to a node.
  UNREPEATABLE;

  public boolean repeatable() {
    return this != UNREPEATABLE && this != UNREPEATABLE_TRANSACTION;
  }

  /// Whether all nodes that are asked must be of one mempool kind: what was meant for a private one
  /// must not become public, whether or not a byte of it was written.
  public boolean keepsMempool() {
    return rawTransaction() || this == UNREPEATABLE_TRANSACTION;
  }

  /// Has the long deadline: no hedge, not scored, its timeout evicts nothing.
  public boolean isLong() {
    return this == LONG_READ || this == LONG_RAW_TRANSACTION;
  }

  public boolean rawTransaction() {
    return this == RAW_TRANSACTION || this == LONG_RAW_TRANSACTION;
  }
}
