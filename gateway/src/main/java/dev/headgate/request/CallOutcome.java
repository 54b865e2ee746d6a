package dev.headgate.request;

import java.util.Locale;

/// How a call ended for its client; a bounded label in metrics.
public enum CallOutcome {
  /// A node's result.
  RESULT,
  /// A node's own error, returned unchanged.
  NODE_ERROR,
  /// Refused by the gateway as the caller's fault: not JSON, denied, too big.
  REFUSED,
  /// No node could serve it.
  UNAVAILABLE,
  /// Its deadline passed.
  TIMEOUT,
  /// Its fate is unknown and it may not be repeated.
  UNKNOWN_FATE,
  /// A long answer was cut off by its node.
  CUT,
  /// The client left before the answer.
  ABANDONED;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
