package dev.headgate.request.accept;

import dev.headgate.http.Word;

/// The text of a word that a client sends with each request: as long as its bytes are the same, so
/// is the String.
final class Repeated {
  /// Longer ones are not worth keeping for every connection.
  private static final int KEPT = 256;

  private byte[] bytes = {};
  private String text = "";

  String text(Word word) {
    if (word.is(bytes)) {
      return text;
    }
    if (word.length() > KEPT) {
      return word.text();
    }
    bytes = word.copy();
    text = word.text();
    return text;
  }
}
