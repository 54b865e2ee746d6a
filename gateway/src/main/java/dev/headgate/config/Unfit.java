package dev.headgate.config;

/// A text is no value of the [Form] asked for.
final class Unfit extends Exception {
  private static final long serialVersionUID = 1L;
  private final String hint;

  /// @param message goes on from the key's name ("is not a duration"); never holds the text itself,
  ///   which may be a secret
  /// @param hint what to write instead
  Unfit(String message, String hint) {
    super(message, null, false, false);
    this.hint = hint;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  String hint() {
    return hint;
  }
}
