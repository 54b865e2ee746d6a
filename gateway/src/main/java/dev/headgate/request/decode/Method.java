package dev.headgate.request.decode;

/// A method of JSON-RPC and what is known of it. Known methods are interned: their identity may be
/// compared.
///
/// @param name unescaped
/// @param known whether it may be a label in metrics; an unknown one is `other` there
/// @param cheap whether a call of it may be hedged
public record Method(String name, MethodClass methodClass, boolean known, boolean cheap) {

  /// The bounded label for metrics.
  public String label() {
    return known ? name : "other";
  }
}
