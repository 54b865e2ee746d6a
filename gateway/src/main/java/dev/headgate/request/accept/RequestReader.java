package dev.headgate.request.accept;

import dev.headgate.http.BodyReader;
import dev.headgate.http.Extensions;
import dev.headgate.http.Fault;
import dev.headgate.http.HeaderLines;
import dev.headgate.http.HttpBytes;
import dev.headgate.http.Pieces;
import dev.headgate.http.Word;
import io.netty.buffer.ByteBuf;

/// Reads the HTTP/1.1 requests of one connection, however the network cuts them, strictly: what two
/// readers might understand in two ways (RFC 9112 sections 2 to 7) is [broken][Sink]. Behind a
/// proxy that keeps its connections each such thing may turn one client's bytes into the next
/// client's call.
///
/// Refused are: anything but one space between the words of a request line, a version other than
/// 1.0 and 1.1, lines that end in a bare line feed, folded lines, blanks before a colon, control
/// characters, no `Host` in HTTP/1.1, two of them or one that is none, a second `Content-Length`
/// (even the same) or one that is no number, one together with `Transfer-Encoding`, any coding but
/// a single `chunked`, that in HTTP/1.0, the keys of a WebSocket older than its RFC (with which a
/// GET has a body of eight bytes, of which nobody else knows), chunk sizes that are no hexadecimal
/// number of at most eight digits and 31 bits, a request line over 4096 bytes, more than 100 header
/// lines, a head over its limit.
///
/// Keeps its place between reads; belongs to one event loop.
final class RequestReader {

  /// Told of what was read, in its order. It may end the connection in any of these, and then is
  /// told nothing more; bytes that it does not want yet are left in the buffer.
  interface Sink extends BodyReader.Sink {

    /// The head of a request.
    void head(RequestHead head);

    /// The request that the latest head began is whole.
    void end();

    /// The bytes are no HTTP that can be trusted; `why` is a clause. Nothing comes after it.
    void broken(String why);
  }

  private static final int MOST_LINE = 4096;
  private static final int MOST_LINES = 100;
  private static final byte[] HTTP_10 = HttpBytes.ascii("HTTP/1.0");
  private static final byte[] HTTP_11 = HttpBytes.ascii("HTTP/1.1");

  private enum At {
    BEFORE,
    BEFORE_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    LINES,
    BODY,
    BROKEN
  }

  private final Sink sink;
  private final int mostHead;
  private final Fault fault = new Fault();
  private final RequestHead head;
  private final HeaderLines lines;
  private final BodyReader body;
  private final Word word = new Word();
  private At at = At.BEFORE;
  private int headBytes;
  private int lineBytes;

  /// A reader of one connection's requests.
  ///
  /// @param mostHead bytes of a request's line and headers together
  /// @param ofProxy whether it matters whom the client forwards for
  RequestReader(Sink sink, int mostHead, boolean ofProxy) {
    this.sink = sink;
    this.mostHead = mostHead;
    head = new RequestHead(ofProxy, fault);
    HeaderLines.Bounds bounds =
        new HeaderLines.Bounds(
            "header",
            "a folded header line: write it as one",
            "a header that bounds the message is too long",
            "a head over " + mostHead + " bytes",
            MOST_LINES,
            mostHead);
    lines = new HeaderLines(bounds, head, fault);
    body = new BodyReader(sink, Extensions.FULL, mostHead, fault);
  }

  /// Whether the first byte of a request has been read, and not yet its last. Empty lines before a
  /// request are not of it.
  boolean begun() {
    return at != At.BEFORE && at != At.BEFORE_LF;
  }

  /// Reads on, as long as the sink wants to be told; of what it does not want yet, only empty lines
  /// are read. The buffer is the caller's; parts of it are handed on.
  void read(ByteBuf in) {
    while (in.isReadable() && (sink.open() ? reads(in) : skips(in))) {}
  }

  private boolean reads(ByteBuf in) {
    if (at == At.BODY) {
      body.read(in);
    } else {
      head(in);
    }
    if (fault.found()) {
      if (at != At.BROKEN && sink.open()) {
        at = At.BROKEN;
        sink.broken(fault.why());
      }
      return false;
    }
    if (at == At.LINES && lines.over()) {
      at = At.BODY;
      body.begin(head.length());
      sink.head(head);
    }
    if (at == At.BODY && body.whole() && sink.open()) {
      at = At.BEFORE;
      headBytes = 0;
      while (in.isReadable() && skips(in)) {} // so that what is left is of a further request
      sink.end();
    }
    return true;
  }

  /// Old clients end their bodies with an empty line that is none of it.
  private boolean skips(ByteBuf in) {
    byte next = in.getByte(in.readerIndex());
    if (headBytes == mostHead) {
      return false;
    } else if (at == At.BEFORE && next == '\r') {
      at = At.BEFORE_LF;
    } else if (at == At.BEFORE_LF && next == '\n') {
      at = At.BEFORE;
    } else {
      return false;
    }
    headBytes++;
    in.skipBytes(1);
    return true;
  }

  private void head(ByteBuf in) {
    byte[] piece = Pieces.mine();
    int size = Math.min(in.readableBytes(), piece.length);
    in.readBytes(piece, 0, size); // getBytes would make an object
    int i = 0;
    while (i < size && at != At.LINES && !fault.found()) {
      i = line(piece, i, size);
    }
    if (at == At.LINES && !fault.found()) {
      i = lines.read(piece, i, size);
      if (lines.over()) {
        head.ends();
      }
    }
    in.readerIndex(in.readerIndex() - size + i);
  }

  // ---- the request line

  private int line(byte[] piece, int from, int size) {
    int to = Math.min(size, from + mostHead + 1 - headBytes);
    int i =
        switch (at) {
          case METHOD -> method(piece, from, to);
          case TARGET -> target(piece, from, to);
          case VERSION -> version(piece, from, to);
          case BEFORE -> before(piece[from], from);
          case BEFORE_LF -> lineFeed(piece[from], At.BEFORE, from);
          case LINE_LF -> lineFeed(piece[from], At.LINES, from);
          case LINES, BODY, BROKEN -> to;
        };
    headBytes += i - from;
    if (at == At.LINES) {
      lines.begin(headBytes);
    } else if (headBytes > mostHead) {
      fault.is("a head over " + mostHead + " bytes");
    }
    return i;
  }

  private int lineFeed(byte b, At next, int from) {
    if (b != '\n') {
      fault.is("a carriage return without its line feed");
    }
    at = next;
    return from + 1;
  }

  /// Empty lines before a request are borne.
  private int before(byte b, int from) {
    if (b == '\r') {
      at = At.BEFORE_LF;
      return from + 1;
    }
    if (!HttpBytes.isToken(b)) {
      fault.is("a request line begins with its method");
    }
    at = At.METHOD;
    lineBytes = 0;
    word.clear();
    head.begin();
    return from;
  }

  private int method(byte[] piece, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isToken(piece[i])) {
      i++;
    }
    keep(piece, from, i);
    if (i == to) {
      return i;
    }
    if (piece[i] != ' ') {
      fault.is("a method that is no token");
    }
    head.method(word);
    return next(i, At.TARGET);
  }

  private int target(byte[] piece, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isVisible(piece[i])) {
      i++;
    }
    keep(piece, from, i);
    if (i == to) {
      return i;
    }
    if (piece[i] != ' ' || word.isEmpty()) {
      fault.is("a request line is method, target and version with one space between");
    }
    head.target(word);
    return next(i, At.VERSION);
  }

  private int version(byte[] piece, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isVisible(piece[i]) && word.length() + i - from < HTTP_11.length) {
      i++;
    }
    keep(piece, from, i);
    if (i == to) {
      return i;
    }
    boolean old = word.is(HTTP_10);
    if (piece[i] == '\n') {
      fault.is("a line feed without its carriage return");
    } else if (piece[i] != '\r' || (!old && !word.is(HTTP_11))) {
      fault.is("neither HTTP/1.1 nor HTTP/1.0");
    }
    head.version(old);
    at = At.LINE_LF;
    return i + 1;
  }

  private void keep(byte[] piece, int from, int to) {
    lineBytes += to - from;
    if (!word.add(piece, from, to, MOST_LINE) || lineBytes > MOST_LINE) {
      fault.is("a request line over " + MOST_LINE + " bytes");
    }
  }

  private int next(int i, At then) {
    lineBytes++;
    word.clear();
    at = then;
    return i + 1;
  }
}
