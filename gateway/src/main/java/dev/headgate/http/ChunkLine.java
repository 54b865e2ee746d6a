package dev.headgate.http;

/// Reads the line before a chunk's data: its size, and extensions, which are dropped.
///
/// Refused are a size that is no hexadecimal number of at most eight digits and 31 bits, blanks
/// around it, and extensions that are too long or not what is [borne][Extensions].
///
/// Keeps its place between pieces.
final class ChunkLine {
  private static final int MOST_DIGITS = 8;
  private static final String UNTOLD = "a chunk without a size that can be told";

  private enum At {
    SIZE,
    NAME,
    EQUALS,
    TOKEN,
    QUOTED,
    ESCAPED,
    UNQUOTED,
    LF,
    OVER
  }

  private final Extensions extensions;
  private final Fault fault;
  private At at = At.SIZE;
  private int digits;
  private int length;
  private long size;

  ChunkLine(Extensions extensions, Fault fault) {
    this.extensions = extensions;
    this.fault = fault;
  }

  void begin() {
    at = At.SIZE;
    digits = 0;
    length = 0;
    size = 0;
  }

  /// Whether the line has been read to its end.
  boolean over() {
    return at == At.OVER;
  }

  /// How many bytes of data follow; 0 for the last chunk, which has none.
  long size() {
    return size;
  }

  /// Reads on from `bytes[from, to)`; where it stopped.
  int read(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && at != At.OVER && !fault.found()) {
      take(bytes[i++]);
    }
    return i;
  }

  private void take(byte b) {
    if (b == '\r' || at == At.LF) {
      end(b);
    } else if (++length > extensions.mostLine()) {
      tooMuch();
    } else {
      at =
          switch (at) {
            case SIZE -> size(b);
            case NAME -> b == '=' ? At.EQUALS : token(b, At.NAME);
            case EQUALS -> equals(b);
            case TOKEN -> token(b, At.TOKEN);
            case QUOTED -> b == '"' ? At.UNQUOTED : b == '\\' ? At.ESCAPED : quoted(b);
            case ESCAPED -> quoted(b);
            case UNQUOTED -> unquoted(b);
            case LF, OVER -> at;
          };
    }
  }

  private void end(byte b) {
    if (at == At.LF) {
      if (b != '\n') {
        fault.is("a carriage return without its line feed");
      }
      at = At.OVER;
    } else if (digits == 0) {
      fault.is(UNTOLD);
    } else if (at == At.EQUALS || at == At.QUOTED || at == At.ESCAPED) {
      tooMuch();
    } else {
      at = At.LF;
    }
  }

  private At size(byte b) {
    int digit = HttpBytes.hex(b);
    if (digit >= 0) {
      size = size << 4 | digit;
      if (++digits > MOST_DIGITS || size > Integer.MAX_VALUE) {
        fault.is(UNTOLD);
      }
      return At.SIZE;
    }
    if (digits == 0) {
      fault.is(UNTOLD);
    } else if (b != ';') {
      fault.is("a chunk's size that is no number");
    }
    return At.NAME;
  }

  private At token(byte b, At same) {
    if (b == ';') {
      return At.NAME;
    }
    if (!HttpBytes.isToken(b) && !blank(b)) {
      tooMuch();
    }
    return same;
  }

  private At equals(byte b) {
    if (b == '"' && extensions.full()) {
      return At.QUOTED;
    }
    if (!HttpBytes.isToken(b) && !blank(b)) {
      tooMuch();
    }
    return blank(b) ? At.EQUALS : At.TOKEN;
  }

  private At quoted(byte b) {
    if (!HttpBytes.isVisible(b) && !HttpBytes.isBlank(b)) {
      tooMuch();
    }
    return At.QUOTED;
  }

  private At unquoted(byte b) {
    if (b != ';' && !blank(b)) {
      tooMuch();
    }
    return b == ';' ? At.NAME : At.UNQUOTED;
  }

  /// The grammar bears blanks, but for one within a value.
  private boolean blank(byte b) {
    return at != At.TOKEN && extensions.full() && HttpBytes.isBlank(b);
  }

  private void tooMuch() {
    fault.is("a chunk's size with more behind it than may be");
  }
}
