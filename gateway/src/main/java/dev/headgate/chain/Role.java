package dev.headgate.chain;

/// What the operator meant a node for. Who really serves now is the judge's word (*active*), not
/// this.
public enum Role {
  /// Serves whenever it is fit.
  PRIMARY,
  /// Serves when no primary is fit.
  STANDBY,
  /// Has no head and is never judged; serves only the methods that are routed to it.
  RELAY
}
