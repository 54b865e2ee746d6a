package dev.headgate.request.decode;

/// What the beginning of a long answer tells.
public sealed interface Peek {

  /// The answer carries a result.
  ///
  /// @param idStart first byte of the id, or -1 when it did not stand before the result
  /// @param idEnd one past the id, or -1
  record ResultBegins(int idStart, int idEnd) implements Peek {}

  /// The answer carries an error object: read it whole.
  record ErrorBegins() implements Peek {}

  /// What is there is right so far, but more of it is needed.
  record Undecided() implements Peek {}

  /// Nothing that may reach a client.
  record Malformed(String why) implements Peek {}
}
