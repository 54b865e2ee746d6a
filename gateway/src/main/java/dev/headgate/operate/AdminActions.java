package dev.headgate.operate;

/// What an operator may ask of the gateway as a whole; orders on chains go to
/// [dev.headgate.health.Commands]. Thread-safe.
public interface AdminActions {

  /// What came of it.
  ///
  /// @param sentence what was done, or why not and what to do
  record Result(boolean done, String sentence) {}

  /// Reads the configuration again and puts all of it in force, or nothing.
  Result reload();

  /// What [#drain()] is going to do, without doing it.
  Result draining();

  /// SIGTERM's meaning; returns at once.
  void drain();
}
