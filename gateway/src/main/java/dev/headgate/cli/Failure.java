package dev.headgate.cli;

/// A command cannot do what it was asked; its message is for the user, and no stack trace is.
final class Failure extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message what went wrong and what to do about it
  Failure(String message) {
    super(message, null, false, false);
  }
}
