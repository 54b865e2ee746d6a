package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Strings of Java to strings of JSON and back.
public final class JsonText {
  private JsonText() {}

  /// The JSON string with its quotes. Half a surrogate pair is escaped, since UTF-8 has no bytes
  /// for it.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16).append('"');
    for (int i = 0; i < text.length(); i++) {
      append(out, text, i);
    }
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, String text, int at) {
    char c = text.charAt(at);
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || lone(text, at)) {
          out.append("\\u%04x".formatted((int) c));
        } else {
          out.append(c);
        }
      }
    }
  }

  private static boolean lone(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /// The text of a JSON string that a scanner has found valid.
  ///
  /// @param start offset of its first quote from the reader index
  /// @param end one past its last quote
  /// @param most UTF-16 units to return at most; a character is never halved for it
  static String unquote(ByteBuf buffer, int start, int end, int most) {
    // No unit is spelled in more than six bytes.
    int size = (int) Math.min(end - start - 2L, 6L * most);
    byte[] raw = new byte[size];
    buffer.getBytes(buffer.readerIndex() + start + 1, raw);
    return size <= most && !escaped(raw)
        ? new String(raw, StandardCharsets.UTF_8)
        : new Unquoting(raw, most).text();
  }

  private static boolean escaped(byte[] raw) {
    for (byte b : raw) {
      if (b == '\\') {
        return true;
      }
    }
    return false;
  }

  private static final class Unquoting {
    private final byte[] raw;
    private final int most;
    private final StringBuilder out;
    private int at;

    Unquoting(byte[] raw, int most) {
      this.raw = raw;
      this.most = most;
      this.out = new StringBuilder(Math.min(raw.length, most));
    }

    String text() {
      while (at < raw.length && out.length() < most) {
        if (raw[at] == '\\') {
          out.append(escape());
        } else if (!character()) {
          break;
        }
      }
      boolean halved = out.length() == most && Character.isHighSurrogate(out.charAt(most - 1));
      return out.substring(0, halved ? most - 1 : out.length());
    }

    private char escape() {
      char c = (char) raw[at + 1];
      at += 2;
      return switch (c) {
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'n' -> '\n';
        case 'r' -> '\r';
        case 't' -> '\t';
        case 'u' -> hex();
        default -> c;
      };
    }

    private char hex() {
      at += 4;
      return (char) Integer.parseInt(new String(raw, at - 4, 4, StandardCharsets.US_ASCII), 16);
    }

    /// False when no more of it fits.
    private boolean character() {
      int lead = raw[at];
      int size = lead >= 0 ? 1 : lead < (byte) 0xe0 ? 2 : lead < (byte) 0xf0 ? 3 : 4;
      if (at + size > raw.length || (size == 4 && out.length() + 2 > most)) {
        return false;
      }
      out.append(new String(raw, at, size, StandardCharsets.UTF_8));
      at += size;
      return true;
    }
  }
}
