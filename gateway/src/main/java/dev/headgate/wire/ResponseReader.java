package dev.headgate.wire;

import dev.headgate.http.BodyReader;
import dev.headgate.http.Extensions;
import dev.headgate.http.Fault;
import dev.headgate.http.HeaderLines;
import dev.headgate.http.HttpBytes;
import dev.headgate.http.Pieces;
import dev.headgate.http.Word;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/// Reads the HTTP/1.1 answers of one connection to a node, however the network cuts them, strictly:
/// what two readers might understand in two ways (RFC 9112 sections 2 to 7) is [broken][Sink]. It
/// makes no object per header line; of the header only what bounds the message or matters to a
/// gateway is kept.
///
/// Refused are: a version other than 1.0 and 1.1, lines that end in a bare line feed, folded lines,
/// blanks before a colon, control characters, a second `Content-Length` (even the same) or one that
/// is no number, one together with `Transfer-Encoding`, any coding but a single `chunked`, that in
/// HTTP/1.0, chunk sizes that are no hexadecimal number of at most eight digits and 31 bits, chunk
/// extensions with quotes or blanks, a head or trailer over 16 KiB.
///
/// Keeps its place between reads; belongs to one event loop.
final class ResponseReader implements HeaderLines.Wants {

  /// How long a body is whose end is marked by chunks.
  static final long CHUNKED = BodyReader.CHUNKED;

  /// How long a body is that ends with its connection.
  static final long UNTIL_CLOSE = BodyReader.UNTIL_CLOSE;

  /// Told of what was read, in its order. It may end the connection in any of these, and then is
  /// told nothing more.
  interface Sink extends BodyReader.Sink {

    /// The head of an answer.
    ///
    /// @param length of the body in bytes, or [#CHUNKED] or [#UNTIL_CLOSE]
    /// @param encoded whether a content coding other than `identity` was named
    /// @param keepAlive whether the connection may carry another exchange
    /// @param date the `Date` line; empty without one, or when it is not [wanted][#wantsDate]
    void head(int status, long length, boolean encoded, boolean keepAlive, Optional<String> date);

    /// The answer that the latest head began, be it an interim one (1xx), is whole.
    void end();

    /// The bytes are no HTTP that can be trusted; `why` is a clause. Nothing comes after it.
    void broken(String why);

    /// Whether the `Date` line of the answer at hand is worth a string: most have one, and nobody
    /// asks for it but a survey.
    boolean wantsDate();
  }

  private static final int MOST_HEAD = 16 << 10;
  private static final int MOST_VALUE = 256;
  private static final HeaderLines.Bounds HEADER =
      new HeaderLines.Bounds(
          "header",
          "a folded header line",
          "a header that matters is too long",
          "a head over " + (MOST_HEAD >> 10) + " KiB",
          MOST_HEAD,
          MOST_HEAD);
  private static final byte[] VERSION = HttpBytes.ascii("HTTP/1.");
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
    LINES,
    BODY,
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
  private final Fault fault = new Fault();
  private final HeaderLines lines = new HeaderLines(HEADER, this, fault);
  private final BodyReader body;
  private At at = At.VERSION;
  private Header header = Header.OTHER;
  private int digits;
  private int lineBytes;

  private boolean old;
  private int status;
  private long length;
  private int codings;
  private boolean encoded;
  private boolean saysClose;
  private boolean saysKeepAlive;
  private Optional<String> date = Optional.empty();

  ResponseReader(Sink sink) {
    this.sink = sink;
    body = new BodyReader(sink, Extensions.TOKENS, MOST_HEAD, fault);
    forget();
  }

  /// Reads on. The buffer is the caller's; parts of it are handed on.
  void read(ByteBuf in) {
    while (in.isReadable() && sink.open() && at != At.BROKEN) {
      if (at == At.BODY) {
        body.read(in);
      } else {
        head(in);
      }
      told();
    }
  }

  /// The node has closed the connection: an answer without a length is whole now.
  void closed() {
    if (at == At.BODY && length == UNTIL_CLOSE && codings == 0 && sink.open()) {
      whole();
    }
  }

  private void told() {
    if (!sink.open()) {
      return;
    }
    if (fault.found()) {
      at = At.BROKEN;
      sink.broken(fault.why());
    } else if (at == At.LINES && lines.over()) {
      begin();
    } else if (at == At.BODY && body.whole()) {
      whole();
    }
  }

  /// The head is read.
  private void begin() {
    boolean keepAlive = !saysClose && (!old || saysKeepAlive);
    boolean bodiless = status / 100 == 1 || status == 204 || status == 304;
    long told = bodiless ? 0 : codings > 0 ? CHUNKED : length;
    body.begin(told);
    at = At.BODY;
    sink.head(status, told, encoded, keepAlive, date);
    if (told == 0 && sink.open()) {
      whole();
    }
  }

  private void whole() {
    at = At.VERSION;
    forget();
    sink.end();
  }

  private void forget() {
    digits = 0;
    lineBytes = 0;
    old = false;
    status = 0;
    length = UNTIL_CLOSE;
    codings = 0;
    encoded = false;
    saysClose = false;
    saysKeepAlive = false;
    date = Optional.empty();
  }

  // ---- the head

  private void head(ByteBuf in) {
    byte[] piece = Pieces.mine();
    int size = Math.min(in.readableBytes(), piece.length);
    in.readBytes(piece, 0, size); // getBytes would make an object
    int i = 0;
    while (i < size && at != At.LINES && !fault.found()) {
      statusLine(piece[i++]);
    }
    if (at == At.LINES && !fault.found()) {
      i = lines.read(piece, i, size);
      if (lines.over()) {
        ends();
      }
    }
    in.readerIndex(in.readerIndex() - size + i);
  }

  private void statusLine(byte b) {
    if (++lineBytes > MOST_HEAD) {
      fault.is(HEADER.over());
    }
    switch (at) {
      case VERSION -> version(b);
      case STATUS -> status(b);
      case AFTER_STATUS -> afterStatus(b);
      case REASON -> reason(b);
      default -> lineEnds(b);
    }
  }

  private void lineEnds(byte b) {
    if (b != '\n') {
      fault.is("a carriage return without its line feed");
    }
    at = At.LINES;
    lines.begin(lineBytes);
  }

  private void version(byte b) {
    int place = digits++;
    if (place < VERSION.length) {
      if (b != VERSION[place]) {
        fault.is("no HTTP answer");
      }
    } else if (place == VERSION.length) {
      old = b == '0';
      if (b != '0' && b != '1') {
        fault.is("neither HTTP/1.1 nor HTTP/1.0");
      }
    } else {
      if (b != ' ') {
        fault.is("neither HTTP/1.1 nor HTTP/1.0");
      }
      digits = 0;
      at = At.STATUS;
    }
  }

  private void status(byte b) {
    if (!HttpBytes.isDigit(b)) {
      fault.is("a status that is not a number of three digits");
    }
    status = status * 10 + (b - '0');
    if (++digits == 3) {
      at = At.AFTER_STATUS;
      if (status < 100) {
        fault.is("a status below 100");
      }
    }
  }

  private void afterStatus(byte b) {
    if (b == '\r') {
      at = At.LINE_LF;
    } else if (b == ' ') {
      at = At.REASON;
    } else {
      fault.is("a status that is not a number of three digits");
    }
  }

  private void reason(byte b) {
    if (b == '\r') {
      at = At.LINE_LF;
    } else if (!HttpBytes.isValue(b)) {
      fault.is("a control character in the status line");
    }
  }

  @Override
  public int wanted(Word name) {
    header =
        switch (name.length()) {
          case 4 -> name.says(DATE) && sink.wantsDate() ? Header.DATE : Header.OTHER;
          case 10 -> name.says(CONNECTION) ? Header.CONNECTION : Header.OTHER;
          case 14 -> name.says(CONTENT_LENGTH) ? Header.CONTENT_LENGTH : Header.OTHER;
          case 16 -> name.says(CONTENT_ENCODING) ? Header.CONTENT_ENCODING : Header.OTHER;
          case 17 -> name.says(TRANSFER_ENCODING) ? Header.TRANSFER_ENCODING : Header.OTHER;
          default -> Header.OTHER;
        };
    return header == Header.OTHER ? 0 : MOST_VALUE;
  }

  @Override
  public void value(Word value) {
    switch (header) {
      case CONTENT_LENGTH -> contentLength(value.decimal());
      case TRANSFER_ENCODING -> {
        if (++codings > 1 || !value.says(CODING)) {
          fault.is("a Transfer-Encoding other than chunked");
        }
      }
      case CONTENT_ENCODING -> encoded |= !value.says(IDENTITY);
      case CONNECTION -> {
        saysClose |= value.lists(CLOSE);
        saysKeepAlive |= value.lists(KEEP_ALIVE);
      }
      case DATE -> date = Optional.of(value.text());
      case OTHER -> {}
    }
  }

  private void contentLength(long told) {
    if (length != UNTIL_CLOSE) {
      fault.is("two Content-Lengths");
    } else if (told < 0) {
      fault.is("a Content-Length that is not a number");
    }
    length = told;
  }

  private void ends() {
    if (codings > 0 && length != UNTIL_CLOSE) {
      fault.is("both Content-Length and Transfer-Encoding");
    } else if (codings > 0 && old) {
      fault.is("a Transfer-Encoding in HTTP/1.0");
    }
  }
}
