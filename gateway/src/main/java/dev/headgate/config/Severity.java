package dev.headgate.config;

/// How bad a [Problem] is.
public enum Severity {
  /// The configuration is refused.
  ERROR,
  /// It is taken, but hardly means what its writer wants.
  WARNING
}
