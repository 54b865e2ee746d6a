package dev.headgate.request.decode;

import java.nio.charset.StandardCharsets;

/// The four keys of a call, and what Go's `encoding/json` would take for one of them: it folds
/// ASCII case, U+017F to s and U+212A to k (`foldRune` in its source).
enum CallKey {
  JSONRPC("jsonrpc", 1),
  ID("id", 2),
  METHOD("method", 4),
  PARAMS("params", 8),
  OTHER("", 0);

  private static final CallKey[] NAMED = {JSONRPC, ID, METHOD, PARAMS};

  final String text;

  @SuppressWarnings("ImmutableEnumChecker") // never written to
  private final byte[] bytes;

  final int bit;

  CallKey(String text, int bit) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.US_ASCII);
    this.bit = bit;
  }

  static CallKey exactly(JsonScanner scanner) {
    for (CallKey key : NAMED) {
      if (scanner.textIs(key.bytes)) {
        return key;
      }
    }
    return OTHER;
  }

  static CallKey folded(JsonScanner scanner) {
    for (CallKey key : NAMED) {
      if (key.folds(scanner)) {
        return key;
      }
    }
    return OTHER;
  }

  private boolean folds(JsonScanner key) {
    int length = key.textLength();
    // No letter folds from more than three bytes.
    if (length < bytes.length || length > 3 * bytes.length) {
      return false;
    }
    int at = 0;
    for (byte expected : bytes) {
      int size = at < length ? foldedFrom(key, at, expected) : 0;
      if (size == 0) {
        return false;
      }
      at += size;
    }
    return at == length;
  }

  /// How many bytes at `at` fold to the letter; 0 when they do not.
  private static int foldedFrom(JsonScanner key, int at, byte letter) {
    int length = key.textLength();
    int c = key.text(at);
    if (c == letter || (c >= 'A' && c <= 'Z' && c + 0x20 == letter)) {
      return 1;
    }
    if (letter == 's' && at + 1 < length && c == (byte) 0xc5 && key.text(at + 1) == (byte) 0xbf) {
      return 2;
    }
    return letter == 'k'
            && at + 2 < length
            && c == (byte) 0xe2
            && key.text(at + 1) == (byte) 0x84
            && key.text(at + 2) == (byte) 0xaa
        ? 3
        : 0;
  }
}
