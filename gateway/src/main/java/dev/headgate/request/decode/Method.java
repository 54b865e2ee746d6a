package dev.headgate.request.decode;

import java.util.Set;
import org.jspecify.annotations.Nullable;

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

  /// By the name alone, which says all the rest. A record's own way would compare every part of two
  /// that differ, and of an answer it is asked twice which method it is to.
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Method method && name.equals(method.name));
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /// The bounded label for metrics.
  public String label() {
    return known ? name : "other";
  }
}
