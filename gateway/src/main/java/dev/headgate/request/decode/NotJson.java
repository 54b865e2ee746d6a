package dev.headgate.request.decode;

/// Why bytes are no JSON. Without a stack trace: a flood of bad bodies must cost no more than good
/// ones.
final class NotJson extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;
  private final boolean cut;

  NotJson(String why, boolean cut) {
    super(why, null, false, false);
    this.why = why;
    this.cut = cut;
  }

  String why() {
    return why;
  }

  /// Whether all there is was right and only its end is missing.
  boolean cut() {
    return cut;
  }
}
