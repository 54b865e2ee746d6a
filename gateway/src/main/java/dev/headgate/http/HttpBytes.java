package dev.headgate.http;

import java.nio.charset.StandardCharsets;

/// What bytes of an HTTP head may be (RFC 9110 section 5.6, RFC 9112), and how words of it are
/// compared. Pure.
public final class HttpBytes {
  private static final byte TOKEN = 1;
  private static final byte VISIBLE = 2;
  private static final byte VALUE = 4;
  private static final byte AUTHORITY = 8;
  private static final byte[] KINDS = kinds();

  private HttpBytes() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = 0x21; c < 0x7F; c++) {
      boolean letter = Character.isLetterOrDigit(c);
      kinds[c] |= VISIBLE | VALUE;
      kinds[c] |= letter || "!#$%&'*+-.^_`|~".indexOf(c) >= 0 ? TOKEN : 0;
      kinds[c] |= letter || "-._~!$&'()*+;=:%[]".indexOf(c) >= 0 ? AUTHORITY : 0;
    }
    for (int c = 0x80; c < 0x100; c++) {
      kinds[c] |= VALUE;
    }
    kinds[' '] |= VALUE;
    kinds['\t'] |= VALUE;
    return kinds;
  }

  private static boolean is(byte kind, byte b) {
    return (KINDS[b & 0xFF] & kind) != 0;
  }

  /// Whether it may stand in a method or a header's name.
  public static boolean isToken(byte b) {
    return is(TOKEN, b);
  }

  /// Whether it may stand in a request's target: ASCII without controls and spaces.
  public static boolean isVisible(byte b) {
    return is(VISIBLE, b);
  }

  /// Whether it may stand in a header's value: no control but a tab.
  public static boolean isValue(byte b) {
    return is(VALUE, b);
  }

  /// Whether it may stand in a `Host`.
  public static boolean isAuthority(byte b) {
    return is(AUTHORITY, b);
  }

  /// A space or a tab.
  public static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /// A digit.
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /// What a hexadecimal digit says; -1 for what is none.
  static int hex(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int letter = b | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  /// The bytes of a word, to compare with.
  public static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  /// Whether `bytes[from, to)` is the wanted word; its letters in lower case stand for either case.
  public static boolean says(byte[] bytes, int from, int to, byte[] wanted) {
    if (to - from != wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      byte b = bytes[from + i];
      if (b != wanted[i] && !(b >= 'A' && b <= 'Z' && b + ('a' - 'A') == wanted[i])) {
        return false;
      }
    }
    return true;
  }
}
