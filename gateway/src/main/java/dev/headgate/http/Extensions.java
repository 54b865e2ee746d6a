package dev.headgate.http;

/// Which chunk extensions are borne. Nobody reads them, and they are dropped.
public enum Extensions {
  /// Tokens only: where a quoted one ends, or one with blanks, readers do not agree.
  TOKENS(1024, false),
  /// The grammar of RFC 9112 section 7.1.1, in ASCII.
  FULL(4096, true);

  private final int mostLine;
  private final boolean full;

  Extensions(int mostLine, boolean full) {
    this.mostLine = mostLine;
    this.full = full;
  }

  /// Bytes of a chunk's size and its extensions together.
  int mostLine() {
    return mostLine;
  }

  boolean full() {
    return full;
  }
}
