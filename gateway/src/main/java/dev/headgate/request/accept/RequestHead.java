package dev.headgate.request.accept;

import dev.headgate.http.BodyReader;
import dev.headgate.http.Fault;
import dev.headgate.http.HeaderLines;
import dev.headgate.http.HttpBytes;
import dev.headgate.http.Word;

/// What of a request's head matters to a gateway. One for each connection: what it says holds until
/// the next request begins.
///
/// Of the header only what bounds the message, says who sent it or decides about it is kept; a head
/// like the one before makes no object.
final class RequestHead implements HeaderLines.Wants {
  private static final int MOST_BOUND = 300;

  private static final byte[] POST = HttpBytes.ascii("POST");
  private static final byte[] HOST = HttpBytes.ascii("host");
  private static final byte[] EXPECT = HttpBytes.ascii("expect");
  private static final byte[] CONNECTION = HttpBytes.ascii("connection");
  private static final byte[] CONTENT_TYPE = HttpBytes.ascii("content-type");
  private static final byte[] CONTENT_LENGTH = HttpBytes.ascii("content-length");
  private static final byte[] FORWARDED_FOR = HttpBytes.ascii("x-forwarded-for");
  private static final byte[] CONTENT_ENCODING = HttpBytes.ascii("content-encoding");
  private static final byte[] TRANSFER_ENCODING = HttpBytes.ascii("transfer-encoding");
  private static final byte[] OLD_KEY_1 = HttpBytes.ascii("sec-websocket-key1");
  private static final byte[] OLD_KEY_2 = HttpBytes.ascii("sec-websocket-key2");
  private static final byte[] CONTINUE = HttpBytes.ascii("100-continue");
  private static final byte[] CHUNKED = HttpBytes.ascii("chunked");
  private static final byte[] CLOSE = HttpBytes.ascii("close");
  private static final byte[] KEEP_ALIVE = HttpBytes.ascii("keep-alive");
  private static final byte[] IDENTITY = HttpBytes.ascii("identity");
  private static final String PLAIN = "identity";

  private enum Header {
    HOST,
    EXPECT,
    CONNECTION,
    CONTENT_TYPE,
    CONTENT_LENGTH,
    FORWARDED_FOR,
    CONTENT_ENCODING,
    TRANSFER_ENCODING,
    OTHER
  }

  private final Fault fault;
  private final boolean ofProxy;
  private final Repeated methods = new Repeated();
  private final Repeated targets = new Repeated();
  private final Repeated types = new Repeated();
  private final Repeated clients = new Repeated();
  private Header header = Header.OTHER;

  private String method = "";
  private boolean post;
  private String target = "";
  private String path = "";
  private boolean old;
  private int hosts;
  private int lengths;
  private int codings;
  private long length;
  private boolean saysClose;
  private boolean saysKeepAlive;
  private boolean asksFirst;
  private boolean typed;
  private String contentType = "";
  private boolean encoded;
  private String encoding = PLAIN;
  private String forwardedFor = "";

  /// Of one connection's requests.
  ///
  /// @param ofProxy whether it matters whom the client forwards for
  RequestHead(boolean ofProxy, Fault fault) {
    this.ofProxy = ofProxy;
    this.fault = fault;
  }

  // ---- what it says

  String method() {
    return method;
  }

  boolean isPost() {
    return post;
  }

  /// The target as it came.
  String target() {
    return target;
  }

  /// The path of the target, without a slash at its end.
  String path() {
    return path;
  }

  /// Whether it is of HTTP/1.0, and not of HTTP/1.1.
  boolean isOld() {
    return old;
  }

  /// Whether the client would go on with this connection.
  boolean keepsAlive() {
    return !saysClose && (!old || saysKeepAlive);
  }

  /// Bytes of the body, or [BodyReader#CHUNKED].
  long length() {
    return codings > 0 ? BodyReader.CHUNKED : length;
  }

  /// Whether the client waits to be told that it may send the body. In HTTP/1.0 nobody does.
  boolean asksFirst() {
    return asksFirst && !old;
  }

  /// The first `Content-Type`; empty without one.
  String contentType() {
    return contentType;
  }

  /// The first `Content-Encoding`; `identity` without one.
  String encoding() {
    return encoding;
  }

  /// All lines of `X-Forwarded-For` as one list; empty when it does not matter.
  String forwardedFor() {
    return forwardedFor;
  }

  // ---- how it comes to know

  void begin() {
    hosts = 0;
    lengths = 0;
    codings = 0;
    length = 0;
    saysClose = false;
    saysKeepAlive = false;
    asksFirst = false;
    typed = false;
    contentType = "";
    encoded = false;
    encoding = PLAIN;
    forwardedFor = "";
  }

  void method(Word word) {
    post = word.is(POST);
    method = methods.text(word);
  }

  void target(Word word) {
    String now = targets.text(word);
    if (!now.equals(target)) {
      target = now;
      path = path(now);
    }
  }

  void version(boolean isOld) {
    old = isOld;
  }

  /// The path of a request target, which may be a whole URI (RFC 9112 section 3.2.2).
  private static String path(String uri) {
    int authority =
        uri.regionMatches(true, 0, "http://", 0, 7)
            ? 7
            : uri.regionMatches(true, 0, "https://", 0, 8) ? 8 : 0;
    int start = authority == 0 ? 0 : uri.indexOf('/', authority);
    if (start < 0) {
      return "/";
    }
    int query = uri.indexOf('?', start);
    String path = query < 0 ? uri.substring(start) : uri.substring(start, query);
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  @Override
  public int wanted(Word name) {
    header = known(name);
    return switch (header) {
      case HOST, CONTENT_LENGTH, TRANSFER_ENCODING -> MOST_BOUND;
      case EXPECT, CONNECTION, CONTENT_TYPE, CONTENT_ENCODING, FORWARDED_FOR -> Integer.MAX_VALUE;
      case OTHER -> 0;
    };
  }

  /// Most heads have names that are told apart by their length alone.
  private Header known(Word name) {
    return switch (name.length()) {
      case 4 -> name.says(HOST) ? once(++hosts, name, Header.HOST) : Header.OTHER;
      case 6 -> name.says(EXPECT) ? Header.EXPECT : Header.OTHER;
      case 10 -> name.says(CONNECTION) ? Header.CONNECTION : Header.OTHER;
      case 12 -> !typed && name.says(CONTENT_TYPE) ? Header.CONTENT_TYPE : Header.OTHER;
      case 14 ->
          name.says(CONTENT_LENGTH) ? once(++lengths, name, Header.CONTENT_LENGTH) : Header.OTHER;
      case 15 -> ofProxy && name.says(FORWARDED_FOR) ? Header.FORWARDED_FOR : Header.OTHER;
      case 16 -> !encoded && name.says(CONTENT_ENCODING) ? Header.CONTENT_ENCODING : Header.OTHER;
      case 17 ->
          name.says(TRANSFER_ENCODING)
              ? once(++codings, name, Header.TRANSFER_ENCODING)
              : Header.OTHER;
      case 18 -> {
        if (name.says(OLD_KEY_1) || name.says(OLD_KEY_2)) {
          fault.is("a WebSocket older than RFC 6455");
        }
        yield Header.OTHER;
      }
      default -> Header.OTHER;
    };
  }

  private Header once(int times, Word name, Header known) {
    if (times > 1) {
      fault.is(name.text() + " twice");
    }
    return known;
  }

  @Override
  public void value(Word value) {
    switch (header) {
      case HOST -> {
        if (!value.isAuthority()) {
          fault.is("a Host that is none");
        }
      }
      case EXPECT -> asksFirst |= value.says(CONTINUE);
      case CONNECTION -> {
        saysClose |= value.lists(CLOSE);
        saysKeepAlive |= value.lists(KEEP_ALIVE);
      }
      case CONTENT_TYPE -> {
        typed = true;
        contentType = types.text(value);
      }
      case CONTENT_LENGTH -> {
        length = value.decimal();
        if (length < 0) {
          fault.is("a Content-Length that is not a number");
        }
      }
      case FORWARDED_FOR -> {
        String line = clients.text(value);
        forwardedFor = forwardedFor.isEmpty() ? line : forwardedFor + "," + line;
      }
      case CONTENT_ENCODING -> {
        encoded = true;
        encoding = value.says(IDENTITY) ? PLAIN : value.text();
      }
      case TRANSFER_ENCODING -> {
        if (!value.says(CHUNKED)) {
          fault.is("a Transfer-Encoding other than chunked");
        }
      }
      case OTHER -> {}
    }
  }

  /// The head is read to its end.
  void ends() {
    if (lengths > 0 && codings > 0) {
      fault.is("both Content-Length and Transfer-Encoding");
    } else if (old && codings > 0) {
      fault.is("a Transfer-Encoding in HTTP/1.0");
    } else if (!old && hosts == 0) {
      fault.is("no Host");
    }
  }
}
