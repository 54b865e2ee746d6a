package dev.headgate.request;

/// What a client may still call.
@FunctionalInterface
public interface Allowance {
  /// As much as it likes.
  Allowance UNLIMITED = _ -> 0;

  /// Takes some of it.
  ///
  /// @param calls to be made now, at least 1; a batch counts each of its own
  /// @return 0 when they may be made; else nothing was taken, and it is the milliseconds until
  ///   another try is worth it
  long take(int calls);
}
