package dev.headgate.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of one word (a header's name, a value, a target), which the network may have cut into
/// pieces. Used again and again, so that a word costs no object.
public final class Word {
  private static final int USUAL = 64;
  private static final int KEPT = 1024;

  private byte[] bytes = new byte[USUAL];
  private int length;

  /// An empty word from now on; the room of a very long one is not kept.
  public void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[USUAL];
    }
  }

  /// Appends `from[start, end)`, or as much of it as fits into `most` bytes; whether all did.
  public boolean add(byte[] from, int start, int end, int most) {
    int count = Math.min(end - start, most - length);
    if (length + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
    }
    System.arraycopy(from, start, bytes, length, count);
    length += count;
    return count == end - start;
  }

  /// Drops the blanks at its end.
  void strip() {
    while (length > 0 && HttpBytes.isBlank(bytes[length - 1])) {
      length--;
    }
  }

  public boolean isEmpty() {
    return length == 0;
  }

  /// In bytes.
  public int length() {
    return length;
  }

  /// Whether it is the wanted word; letters that are wanted in lower case stand for either case.
  public boolean says(byte[] wanted) {
    return HttpBytes.says(bytes, 0, length, wanted);
  }

  /// Whether it is exactly these bytes.
  public boolean is(byte[] exactly) {
    return Arrays.equals(bytes, 0, length, exactly, 0, exactly.length);
  }

  /// Whether the wanted word is one of this list with commas.
  public boolean lists(byte[] wanted) {
    int from = 0;
    for (int i = 0; i <= length; i++) {
      if (i == length || bytes[i] == ',') {
        if (saysBetween(from, i, wanted)) {
          return true;
        }
        from = i + 1;
      }
    }
    return false;
  }

  private boolean saysBetween(int start, int end, byte[] wanted) {
    int from = start;
    int to = end;
    while (from < to && HttpBytes.isBlank(bytes[from])) {
      from++;
    }
    while (to > from && HttpBytes.isBlank(bytes[to - 1])) {
      to--;
    }
    return HttpBytes.says(bytes, from, to, wanted);
  }

  /// The number that its digits say; negative when it is anything but digits, or over 63 bits.
  public long decimal() {
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return length == 0 ? -1 : number;
  }

  /// Whether it may be a `Host`: one with a path, a user or a blank may not.
  public boolean isAuthority() {
    for (int i = 0; i < length; i++) {
      if (!HttpBytes.isAuthority(bytes[i])) {
        return false;
      }
    }
    return true;
  }

  /// Its bytes, for [#is].
  public byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /// As text, a character for each byte.
  public String text() {
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
  }
}
