package dev.headgate.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads the HTTP/1.1 answers of one connection to a node, however the network cuts them, strictly:
/// what two readers might understand in two ways (RFC 9112 sections 2 to 7) is [broken][Sink]. It
/// makes no object per header line; of the header only what bounds the message or matters to a
/// gateway is kept.
///
/// Refused are: a version other than 1.0 and 1.1, lines that end in a bare line feed, folded lines,
/// blanks before a colon, control characters, a second `Content-Length` (even the same) or one that
/// is no number, one together with `Transfer-Encoding`, any coding but a single `chunked`, that in
/// HTTP/1.0, chunk sizes that are no hexadecimal number of at most eight digits, chunk extensions
/// with quotes or blanks, a head or trailer over 16 KiB.
///
/// Keeps its place between reads; belongs to one event loop.
final class ResponseReader implements ByteProcessor {

  /// How long a body is whose end is marked by chunks.
  static final long CHUNKED = -1;

  /// How long a body is that ends with its connection.
  static final long UNTIL_CLOSE = -2;

  /// Told of what was read, in its order. It may end the connection in any of these, and then is
  /// told nothing more.
  interface Sink {

    /// The head of an answer.
    ///
    /// @param length of the body in bytes, or [#CHUNKED] or [#UNTIL_CLOSE]
    /// @param encoded whether a content coding other than `identity` was named
    /// @param keepAlive whether the connection may carry another exchange
    /// @param date the `Date` line; empty without one, or when it is not [wanted][#wantsDate]
    void head(int status, long length, boolean encoded, boolean keepAlive, Optional<String> date);

    /// A part of the body, never empty; the sink owns it.
    void content(ByteBuf part);

    /// The answer that the latest head began, be it an interim one (1xx), is whole.
    void end();

    /// The bytes are no HTTP that can be trusted; `why` is a clause. Nothing comes after it.
    void broken(String why);

    /// Whether it still wants to be told.
    boolean open();

    /// Whether the `Date` line of the answer at hand is worth a string: most have one, and nobody
    /// asks for it but a survey.
    boolean wantsDate();
  }

  private static final int MOST_HEAD = 16 << 10;
  private static final int MOST_WORD = 256;
  private static final int MOST_CHUNK_LINE = 1024;
  private static final byte[] VERSION = HttpBytes.ascii("http/1.");
  private static final byte[] CONTENT_LENGTH = HttpBytes.ascii("content-length");
  private static final byte[] TRANSFER_ENCODING = HttpBytes.ascii("transfer-encoding");
  private static final byte[] CONTENT_ENCODING = HttpBytes.ascii("content-encoding");
  private static final byte[] CONNECTION = HttpBytes.ascii("connection");
  private static final byte[] DATE = HttpBytes.ascii("date");
  private static final byte[] CODING = HttpBytes.ascii("chunked");
  private static final byte[] IDENTITY = HttpBytes.ascii("identity");
  private static final byte[] CLOSE = HttpBytes.ascii("close");
  private static final byte[] KEEP_ALIVE = HttpBytes.ascii("keep-alive");

  private enum At {
    VERSION,
    STATUS,
    AFTER_STATUS,
    REASON,
    LINE_LF,
    LINE,
    NAME,
    VALUE,
    HEAD_LF,
    BODY,
    CHUNK_SIZE,
    CHUNK_EXTENSION,
    CHUNK_LF,
    CHUNK,
    CHUNK_END,
    CHUNK_END_LF,
    TRAILER,
    TRAILER_LINE,
    TRAILER_LF,
    TRAILER_END_LF,
    WHOLE,
    BROKEN
  }

  private enum Header {
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    CONTENT_ENCODING,
    CONNECTION,
    DATE,
    OTHER
  }

  private final Sink sink;
  private final byte[] word = new byte[MOST_WORD];
  private int wordLength;
  private At at = At.VERSION;
  private Header header = Header.OTHER;
  private int headBytes;
  private String fault = "";

  private boolean old;
  private int status;
  private long length;
  private int codings;
  private boolean encoded;
  private boolean saysClose;
  private boolean saysKeepAlive;
  private Optional<String> date = Optional.empty();

  private long left;
  private int digits;

  ResponseReader(Sink sink) {
    this.sink = sink;
    forget();
  }

  /// Reads on. The buffer is the caller's; parts of it are handed on.
  void read(ByteBuf in) {
    while (in.isReadable() && sink.open() && at != At.BROKEN) {
      switch (at) {
        case BODY, CHUNK -> body(in);
        default -> bytes(in);
      }
    }
  }

  /// The node has closed the connection: an answer without a length is whole now.
  void closed() {
    if (at == At.BODY && length == UNTIL_CLOSE && sink.open()) {
      whole();
    }
  }

  private void body(ByteBuf in) {
    int size = (int) Math.min(in.readableBytes(), left);
    left -= size;
    At then = at;
    if (left == 0) {
      at = then == At.CHUNK ? At.CHUNK_END : At.BODY;
    }
    sink.content(in.readRetainedSlice(size));
    if (left == 0 && then == At.BODY && sink.open()) {
      whole();
    }
  }

  private void bytes(ByteBuf in) {
    int from = in.readerIndex();
    int stop = in.forEachByte(from, in.readableBytes(), this);
    in.readerIndex(stop < 0 ? in.writerIndex() : stop + 1);
    if (!fault.isEmpty()) {
      at = At.BROKEN;
      sink.broken(fault);
    } else if (at == At.BODY) {
      begin();
    } else if (at == At.WHOLE) {
      whole();
    }
  }

  /// The head is read.
  private void begin() {
    boolean keepAlive = !saysClose && (!old || saysKeepAlive);
    boolean bodiless = status / 100 == 1 || status == 204 || status == 304;
    long told = bodiless ? 0 : codings > 0 ? CHUNKED : length;
    sink.head(status, told, encoded, keepAlive, date);
    if (!sink.open()) {
      return;
    }
    if (told == 0) {
      whole();
    } else if (told == CHUNKED) {
      at = At.CHUNK_SIZE;
      headBytes = 0;
      digits = 0;
    } else {
      left = told == UNTIL_CLOSE ? Long.MAX_VALUE : told;
    }
  }

  private void whole() {
    at = At.VERSION;
    forget();
    sink.end();
  }

  private void forget() {
    wordLength = 0;
    headBytes = 0;
    old = false;
    status = 0;
    length = UNTIL_CLOSE;
    codings = 0;
    encoded = false;
    saysClose = false;
    saysKeepAlive = false;
    date = Optional.empty();
  }

  /// Takes the next byte of a head, a chunk's line or a trailer; false where another way of reading
  /// begins.
  @Override
  public boolean process(byte b) {
    switch (at) {
      case VERSION -> version(b);
      case STATUS -> status(b);
      case AFTER_STATUS -> afterStatus(b);
      case REASON -> reason(b);
      case LINE_LF -> lineFeed(b, At.LINE);
      case LINE -> line(b);
      case NAME -> name(b);
      case VALUE -> value(b);
      case HEAD_LF -> headEnds(b);
      case CHUNK_SIZE -> chunkSize(b);
      case CHUNK_EXTENSION -> chunkExtension(b);
      case CHUNK_LF -> chunkBegins(b);
      case CHUNK_END -> chunkEnds(b);
      case CHUNK_END_LF -> chunkOver(b);
      case TRAILER -> trailer(b);
      case TRAILER_LINE -> trailerLine(b);
      case TRAILER_LF -> lineFeed(b, At.TRAILER);
      case TRAILER_END_LF -> lineFeed(b, At.WHOLE);
      case BODY, CHUNK, WHOLE, BROKEN -> {}
    }
    if (++headBytes > MOST_HEAD) {
      fault("a head over " + (MOST_HEAD >> 10) + " KiB");
    }
    return fault.isEmpty() && at != At.BODY && at != At.CHUNK && at != At.WHOLE;
  }

  private void fault(String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
  }

  private void lineFeed(byte b, At next) {
    if (b != '\n') {
      fault("a carriage return without its line feed");
    }
    at = next;
  }

  // ---- the head

  private void version(byte b) {
    int place = wordLength++;
    if (place < VERSION.length) {
      // Upper case it must be.
      if (b != (byte) Character.toUpperCase(VERSION[place])) {
        fault("no HTTP answer");
      }
    } else if (place == VERSION.length) {
      old = b == '0';
      if (b != '0' && b != '1') {
        fault("neither HTTP/1.1 nor HTTP/1.0");
      }
    } else {
      if (b != ' ') {
        fault("neither HTTP/1.1 nor HTTP/1.0");
      }
      wordLength = 0;
      at = At.STATUS;
    }
  }

  private void status(byte b) {
    if (!HttpBytes.isDigit(b)) {
      fault("a status that is not a number of three digits");
    }
    status = status * 10 + (b - '0');
    if (++wordLength == 3) {
      at = At.AFTER_STATUS;
      if (status < 100) {
        fault("a status below 100");
      }
    }
  }

  private void afterStatus(byte b) {
    if (b == '\r') {
      at = At.LINE_LF;
    } else if (b == ' ') {
      at = At.REASON;
    } else {
      fault("a status that is not a number of three digits");
    }
  }

  private void reason(byte b) {
    if (b == '\r') {
      at = At.LINE_LF;
    } else if (!HttpBytes.isValue(b)) {
      fault("a control character in the status line");
    }
  }

  private void line(byte b) {
    wordLength = 0;
    if (b == '\r') {
      at = At.HEAD_LF;
    } else if (b == ' ' || b == '\t') {
      fault("a folded header line");
    } else if (b == ':') {
      fault("a header without a name");
    } else {
      at = At.NAME;
      name(b);
    }
  }

  private void name(byte b) {
    if (b == ':') {
      header = known();
      wordLength = 0;
      at = At.VALUE;
    } else if (!HttpBytes.isToken(b)) {
      fault("a header's name is a token with a colon right behind it");
    } else if (wordLength < MOST_WORD) {
      word[wordLength++] = b;
    }
  }

  private Header known() {
    return switch (wordLength) {
      case 4 -> says(DATE) && sink.wantsDate() ? Header.DATE : Header.OTHER;
      case 10 -> says(CONNECTION) ? Header.CONNECTION : Header.OTHER;
      case 14 -> says(CONTENT_LENGTH) ? Header.CONTENT_LENGTH : Header.OTHER;
      case 16 -> says(CONTENT_ENCODING) ? Header.CONTENT_ENCODING : Header.OTHER;
      case 17 -> says(TRANSFER_ENCODING) ? Header.TRANSFER_ENCODING : Header.OTHER;
      default -> Header.OTHER;
    };
  }

  private boolean says(byte[] wanted) {
    return HttpBytes.says(word, 0, wordLength, wanted);
  }

  private void value(byte b) {
    if (b == '\r') {
      if (header != Header.OTHER) {
        told();
      }
      at = At.LINE_LF;
    } else if (!HttpBytes.isValue(b)) {
      fault("a control character in a header");
    } else if (header != Header.OTHER && !(wordLength == 0 && HttpBytes.isBlank(b))) {
      if (wordLength == MOST_WORD) {
        fault("a header that matters is too long");
      } else {
        word[wordLength++] = b;
      }
    }
  }

  /// The value stands in the word, without the blanks before it.
  private void told() {
    while (wordLength > 0 && HttpBytes.isBlank(word[wordLength - 1])) {
      wordLength--;
    }
    switch (header) {
      case CONTENT_LENGTH -> contentLength();
      case TRANSFER_ENCODING -> {
        if (++codings > 1 || !says(CODING)) {
          fault("a Transfer-Encoding other than chunked");
        }
      }
      case CONTENT_ENCODING -> encoded |= !says(IDENTITY);
      case CONNECTION -> connection();
      case DATE -> date = Optional.of(new String(word, 0, wordLength, StandardCharsets.ISO_8859_1));
      case OTHER -> {}
    }
  }

  private void contentLength() {
    if (length != UNTIL_CLOSE) {
      fault("two Content-Lengths");
    }
    long told = 0;
    for (int i = 0; i < wordLength; i++) {
      byte b = word[i];
      if (!HttpBytes.isDigit(b) || told > Long.MAX_VALUE / 100) {
        fault("a Content-Length that is not a number");
        return;
      }
      told = told * 10 + (b - '0');
    }
    if (wordLength == 0) {
      fault("a Content-Length that is not a number");
    }
    length = told;
  }

  /// A list of tokens.
  private void connection() {
    int from = 0;
    for (int i = 0; i <= wordLength; i++) {
      if (i == wordLength || word[i] == ',') {
        int to = i;
        while (from < to && HttpBytes.isBlank(word[from])) {
          from++;
        }
        while (to > from && HttpBytes.isBlank(word[to - 1])) {
          to--;
        }
        saysClose |= HttpBytes.says(word, from, to, CLOSE);
        saysKeepAlive |= HttpBytes.says(word, from, to, KEEP_ALIVE);
        from = i + 1;
      }
    }
  }

  private void headEnds(byte b) {
    lineFeed(b, At.BODY);
    if (codings > 0 && length != UNTIL_CLOSE) {
      fault("both Content-Length and Transfer-Encoding");
    } else if (codings > 0 && old) {
      fault("a Transfer-Encoding in HTTP/1.0");
    }
  }

  // ---- chunks

  private void chunkSize(byte b) {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && digits < 8) {
      left = digits == 0 ? digit : left << 4 | digit;
      digits++;
    } else if (digits == 0 || digit >= 0) {
      fault("a chunk without a size that can be told");
    } else if (b == '\r') {
      at = At.CHUNK_LF;
    } else if (b == ';') {
      at = At.CHUNK_EXTENSION;
    } else {
      fault("a chunk's size that is no number");
    }
  }

  private void chunkExtension(byte b) {
    if (b == '\r') {
      at = At.CHUNK_LF;
    } else if (!extension(b) || headBytes > MOST_CHUNK_LINE) {
      fault("a chunk's size with more behind it than may be");
    }
  }

  /// Tokens only: where a quoted extension ends, or one with blanks, readers do not agree.
  private static boolean extension(byte b) {
    return HttpBytes.isToken(b) || b == ';' || b == '=';
  }

  private void chunkBegins(byte b) {
    lineFeed(b, left == 0 ? At.TRAILER : At.CHUNK);
    headBytes = 0;
    digits = 0;
  }

  private void chunkEnds(byte b) {
    if (b != '\r') {
      fault("a chunk longer than its size");
    }
    at = At.CHUNK_END_LF;
  }

  private void chunkOver(byte b) {
    lineFeed(b, At.CHUNK_SIZE);
    headBytes = 0;
  }

  // ---- what comes after the last chunk; nothing of it is kept

  private void trailer(byte b) {
    if (b == '\r') {
      at = At.TRAILER_END_LF;
    } else if (HttpBytes.isToken(b)) {
      at = At.TRAILER_LINE;
    } else {
      fault("a trailer that is no header line");
    }
  }

  private void trailerLine(byte b) {
    if (b == '\r') {
      at = At.TRAILER_LF;
    } else if (!HttpBytes.isValue(b)) {
      fault("a control character in a trailer");
    }
  }
}
