package dev.headgate.request.decode;

import java.util.Set;

/// A method of JSON-RPC and what is known of it. Known methods are interned: their identity may be
/// compared.
///
/// @param name unescaped
/// @param known whether it may be a label in metrics; an unknown one is `other` there
/// @param cheap whether a call of it may be hedged
public record Method(String name, MethodClass methodClass, boolean known, boolean cheap) {
  private static final Set<String> RUN_THE_CALLERS_CODE = Set.of("eth_call", "eth_estimateGas");

  /// Whether the caller decides how much work a call of it is, by the code it lets run, the range
  /// it names, or what it waits for: that a node gave up on such a call in its own time says
  /// nothing against the node.
  public boolean pricedByCaller() {
    boolean bounded = cheap || methodClass == MethodClass.RAW_TRANSACTION;
    return !bounded || RUN_THE_CALLERS_CODE.contains(name);
  }

  /// The bounded label for metrics.
  public String label() {
    return known ? name : "other";
  }
}
