package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A strict RFC 8259 scanner over the readable bytes of a buffer. It makes no tree and no object
/// per value: it walks, and tells where it stands.
///
/// Strict means: UTF-8 without byte order mark, overlong forms or encoded surrogates; no control
/// character inside a string; the number grammar to the letter; white space of the four kinds
/// alone. A `\ud800` without its other half passes, since the RFC's grammar lets it.
///
/// It does not recurse, so depth costs one bit a level and never the stack. Every position is an
/// offset from the buffer's reader index, which stays where it is. One scanner, one thread, one
/// pass over one buffer after the other.
///
/// The bytes are read from an array, because that is what the JIT makes fastest: a heap buffer's
/// own, else copies of up to [#WINDOW] bytes at a time.
final class JsonScanner {
  /// What [#next] says at the end of the bytes.
  static final int END = -1;

  /// Unescaped bytes kept of a key or of a kept string: the longest method name.
  static final int KEPT = 256;

  private static final int WINDOW = 16 * 1024;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = ONES << 7;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';
  private static final int REPLACEMENT = 0xfffd;
  private static final byte[] NOTHING = {};

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int length;
  private int maxDepth;

  private byte[] window = NOTHING;
  private byte[] copies = NOTHING;
  private int at;
  private int end;
  // position = origin + at
  private int origin;

  // One bit a level: set for an object, clear for an array.
  private long[] nesting = new long[2];
  private int depth;

  // The text last kept: a part of the window when it stands there as it is, else a copy.
  private byte[] text = NOTHING;
  private int textStart;
  private int textLength;
  private byte[] unescaped = NOTHING;
  private boolean loneSurrogate;

  /// One that has yet to [begin][#begin].
  JsonScanner() {}

  /// @param maxDepth how many objects and arrays may lie in each other; the outermost is one
  JsonScanner(ByteBuf buffer, int maxDepth) {
    begin(buffer, maxDepth);
  }

  /// Begins with another buffer's first byte; what was kept of the one before is gone.
  ///
  /// @param maxDepth how many objects and arrays may lie in each other; the outermost is one
  void begin(ByteBuf buffer, int maxDepth) {
    this.buffer = buffer;
    this.maxDepth = maxDepth;
    length = buffer.readableBytes();
    depth = 0;
    text = NOTHING;
    textLength = 0;
    if (buffer.hasArray()) {
      window = buffer.array();
      at = buffer.arrayOffset() + buffer.readerIndex();
      end = at + length;
      origin = -at;
    } else {
      window = roomFor(Math.min(length, WINDOW));
      at = 0;
      end = 0;
      origin = 0;
    }
  }

  private byte[] roomFor(int size) {
    if (copies.length < size) {
      copies = new byte[size];
    }
    return copies;
  }

  /// The offset of the byte that is read next.
  int position() {
    return origin + at;
  }

  /// Skips white space and tells the byte that stands there, without taking it; [#END] at the end.
  int next() {
    int c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      at++;
      c = peek();
    }
    return c;
  }

  /// Takes the `{` or `[` that stands next. False when it is empty, and then its end is taken too.
  boolean open() throws NotJson {
    boolean object = peek() == '{';
    push(object);
    at++;
    if (next() != (object ? '}' : ']')) {
      return true;
    }
    at++;
    depth--;
    return false;
  }

  /// After a value inside an object or array: takes the comma (true) or the closing bracket
  /// (false).
  boolean more() throws NotJson {
    int c = next();
    if (c == ',') {
      at++;
      return true;
    }
    if (c != (inObject() ? '}' : ']')) {
      throw unexpected(c);
    }
    at++;
    depth--;
    return false;
  }

  /// Takes a key, its text kept, and its colon; then [#next] tells how its value begins.
  void key() throws NotJson {
    quote();
    keptString();
    colon();
  }

  /// Takes one whole value, whatever it holds.
  void value() throws NotJson {
    int floor = depth;
    boolean inside = one();
    while (inside || depth > floor) {
      if (inside || more()) {
        if (inObject()) {
          quote();
          string();
          colon();
        }
        inside = one();
      }
    }
  }

  /// Takes the string that stands next and keeps its unescaped text.
  void keptString() throws NotJson {
    at++;
    int start = at;
    loneSurrogate = false;
    plain();
    // The last window is never filled anew, so that its bytes stay for as long as the text is read.
    if (at < end && window[at] == '"' && origin + end == length) {
      text = window;
      textStart = start;
      textLength = at - start;
      at++;
    } else {
      at = start;
      unescape();
    }
  }

  private void unescape() throws NotJson {
    if (unescaped.length == 0) {
      unescaped = new byte[KEPT];
    }
    text = unescaped;
    textStart = 0;
    textLength = 0;
    for (int c = take(); c != '"'; c = take()) {
      if (c == '\\') {
        keepEscape();
      } else if (c >= ' ') {
        keep(c);
        if (c >= 0x80) {
          sequence(c, true);
        }
      } else {
        throw control(c);
      }
    }
  }

  /// Refuses anything but white space up to the end of the bytes.
  void nothingMore() throws NotJson {
    int c = next();
    if (c != END) {
      throw fault("bytes after the end of the value, " + name(c) + " at byte " + position());
    }
  }

  /// An unescaped UTF-8 byte of the last key or kept string, counted from its first; beyond [#KEPT]
  /// they may be lost.
  int text(int index) {
    return text[textStart + index];
  }

  int textLength() {
    return textLength;
  }

  /// Whether the last kept text had half of a surrogate pair; it is kept as U+FFFD.
  boolean loneSurrogate() {
    return loneSurrogate;
  }

  boolean textIs(byte[] other) {
    return textLength == other.length
        && Arrays.equals(text, textStart, textStart + textLength, other, 0, other.length);
  }

  String textString() {
    return new String(text, textStart, Math.min(textLength, KEPT), StandardCharsets.UTF_8);
  }

  /// The method that the last kept string names; only for one of at most [#KEPT] bytes.
  Method method() {
    return MethodTable.named(text, textStart, textLength);
  }

  /// Takes a scalar or an empty container (false), or the opening of one that is not (true).
  private boolean one() throws NotJson {
    int c = next();
    switch (c) {
      case '"' -> string();
      case '{', '[' -> {
        return open();
      }
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number(c);
    }
    return false;
  }

  private void string() throws NotJson {
    at++;
    while (true) {
      plain();
      int c = take();
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        escape();
      } else if (c >= 0x80) {
        sequence(c, false);
      } else if (c < ' ') {
        throw control(c);
      }
    }
  }

  /// Passes over plain ASCII, eight bytes at a time, up to what needs a look or the window's end.
  private void plain() {
    int i = at;
    while (i <= end - Long.BYTES) {
      long flags = special((long) LONGS.get(window, i));
      if (flags != 0) {
        at = i + (Long.numberOfTrailingZeros(flags) >>> 3);
        return;
      }
      i += Long.BYTES;
    }
    at = i;
  }

  /// The high bit of each byte that is a quote, a backslash, a control character or not ASCII. A
  /// borrow may flag a byte too many, but only above one that is rightly flagged, and the lowest is
  /// what counts.
  private static long special(long eight) {
    long quote = eight ^ QUOTES;
    long backslash = eight ^ BACKSLASHES;
    long low =
        ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) | ((eight - SPACES) & ~eight);
    return (low | eight) & HIGHS;
  }

  private void number(int first) throws NotJson {
    int c = first;
    if (c == '-') {
      at++;
      c = peek();
    }
    if (c == '0') {
      at++;
    } else {
      digits(c);
    }
    c = peek();
    if (c == '.') {
      at++;
      digits(peek());
      c = peek();
    }
    if (c == 'e' || c == 'E') {
      at++;
      c = peek();
      if (c == '+' || c == '-') {
        at++;
        c = peek();
      }
      digits(c);
    }
  }

  private void digits(int first) throws NotJson {
    int c = first;
    if (!digit(c)) {
      throw unexpected(c);
    }
    while (digit(c)) {
      at++;
      c = peek();
    }
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  private void literal(String word) throws NotJson {
    for (int i = 0; i < word.length(); i++) {
      int c = peek();
      if (c != word.charAt(i)) {
        throw unexpected(c);
      }
      at++;
    }
  }

  private void quote() throws NotJson {
    int c = next();
    if (c != '"') {
      throw unexpected(c);
    }
  }

  private void colon() throws NotJson {
    int c = next();
    if (c != ':') {
      throw unexpected(c);
    }
    at++;
  }

  /// What follows a backslash, as a UTF-16 unit.
  private int escape() throws NotJson {
    int c = take();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (hex() << 12) | (hex() << 8) | (hex() << 4) | hex();
      default -> throw fault("a backslash before " + name(c) + " at byte " + (position() - 1));
    };
  }

  private int hex() throws NotJson {
    int c = take();
    int value = c < 0x80 ? Character.digit(c, 16) : -1;
    if (value < 0) {
      throw fault("\\u without four hex digits at byte " + (position() - 1));
    }
    return value;
  }

  /// The rest of a character of two to four bytes (RFC 3629, section 4: the second byte's range is
  /// what keeps out overlong forms, surrogates and what lies beyond U+10FFFF).
  private void sequence(int lead, boolean kept) throws NotJson {
    if (lead < 0xc2 || lead > 0xf4) {
      throw encoding(lead);
    }
    int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    int rest = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    for (int i = 0; i < rest; i++) {
      int c = take();
      if (c < low || c > high) {
        throw encoding(c);
      }
      low = 0x80;
      high = 0xbf;
      if (kept) {
        keep(c);
      }
    }
  }

  private void keepEscape() throws NotJson {
    int unit = escape();
    while (Character.isHighSurrogate((char) unit) && peek() == '\\') {
      at++;
      int other = escape();
      if (Character.isLowSurrogate((char) other)) {
        keepCodePoint(Character.toCodePoint((char) unit, (char) other));
        return;
      }
      keepLoneSurrogate();
      unit = other;
    }
    if (Character.isSurrogate((char) unit)) {
      keepLoneSurrogate();
    } else {
      keepCodePoint(unit);
    }
  }

  private void keepLoneSurrogate() {
    loneSurrogate = true;
    keepCodePoint(REPLACEMENT);
  }

  private void keepCodePoint(int c) {
    if (c < 0x80) {
      keep(c);
    } else if (c < 0x800) {
      keep(0xc0 | (c >> 6));
      keep(0x80 | (c & 0x3f));
    } else {
      if (c < 0x10000) {
        keep(0xe0 | (c >> 12));
      } else {
        keep(0xf0 | (c >> 18));
        keep(0x80 | ((c >> 12) & 0x3f));
      }
      keep(0x80 | ((c >> 6) & 0x3f));
      keep(0x80 | (c & 0x3f));
    }
  }

  private void keep(int b) {
    if (textLength < KEPT) {
      unescaped[textLength] = (byte) b;
    }
    textLength++;
  }

  private void push(boolean object) throws NotJson {
    if (depth >= maxDepth) {
      throw fault("nested deeper than " + maxDepth + " levels at byte " + position());
    }
    int word = depth >> 6;
    if (word == nesting.length) {
      nesting = Arrays.copyOf(nesting, word * 2);
    }
    long bit = 1L << depth;
    nesting[word] = object ? nesting[word] | bit : nesting[word] & ~bit;
    depth++;
  }

  private boolean inObject() {
    int top = depth - 1;
    return (nesting[top >> 6] & (1L << top)) != 0;
  }

  private int peek() {
    return at < end || refill() ? window[at] & 0xff : END;
  }

  private int take() throws NotJson {
    int c = peek();
    if (c == END) {
      throw unexpected(c);
    }
    at++;
    return c;
  }

  private boolean refill() {
    int position = position();
    int left = length - position;
    if (left <= 0) {
      return false;
    }
    int size = Math.min(left, window.length);
    buffer.getBytes(buffer.readerIndex() + position, window, 0, size);
    at = 0;
    end = size;
    origin = position;
    return true;
  }

  private NotJson unexpected(int c) {
    if (c == END) {
      return new NotJson("it ends in the middle, after " + length + " bytes", true);
    }
    if (c == 0xef && position() == 0) {
      return fault("it begins with a byte order mark: send UTF-8 without one");
    }
    return fault("unexpected " + name(c) + " at byte " + position());
  }

  private NotJson control(int c) {
    return fault(
        "a control character (" + name(c) + ") inside a string at byte " + (position() - 1));
  }

  private NotJson encoding(int c) {
    return fault("not UTF-8: " + name(c) + " at byte " + (position() - 1));
  }

  private static NotJson fault(String why) {
    return new NotJson(why, false);
  }

  private static String name(int c) {
    return c > ' ' && c < 0x7f ? "'" + (char) c + "'" : "0x%02x".formatted(c);
  }
}
