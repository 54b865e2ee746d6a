package dev.headgate.request.accept;

import dev.headgate.http.HttpBytes;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/// Reads a request's head before Netty does, byte by byte, and finds what two readers might
/// understand in two ways (RFC 9112 sections 2 to 6). Netty, rightly for a general server, forgives
/// some of it: it joins folded lines, takes tabs and other controls for the spaces of a request
/// line, does without a `Host`, and believes that a GET with `Sec-WebSocket-Key1` and `...Key2` has
/// a body of eight bytes, of which nobody else knows. Behind a proxy that keeps its connections
/// each of these may turn one client's bytes into the next client's call.
///
/// Keeps its place between reads. For one head at a time.
final class HeadGuard implements ByteProcessor {
  private static final int MOST_LINES = 100;
  private static final int MOST_WORD = 300;

  private static final byte[] HTTP_10 = HttpBytes.ascii("HTTP/1.0");
  private static final byte[] HTTP_11 = HttpBytes.ascii("HTTP/1.1");
  private static final byte[] HOST = HttpBytes.ascii("host");
  private static final byte[] CONTENT_LENGTH = HttpBytes.ascii("content-length");
  private static final byte[] TRANSFER_ENCODING = HttpBytes.ascii("transfer-encoding");
  private static final byte[] CHUNKED = HttpBytes.ascii("chunked");
  private static final byte[] OLD_KEY_1 = HttpBytes.ascii("sec-websocket-key1");
  private static final byte[] OLD_KEY_2 = HttpBytes.ascii("sec-websocket-key2");

  @FunctionalInterface
  private interface Kind {
    boolean holds(byte b);
  }

  private enum At {
    BEFORE,
    BEFORE_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    LINE,
    NAME,
    VALUE,
    END_LF,
    PAST
  }

  private enum Header {
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    HOST,
    OTHER
  }

  private final byte[] word = new byte[MOST_WORD];
  // The word at hand is between these two.
  private int first;
  private int length;
  private At at = At.BEFORE;
  private Header header = Header.OTHER;
  private String fault = "";
  private boolean old;
  private int lines;
  private int contentLengths;
  private int transferEncodings;
  private int hosts;

  /// Ready for the next head.
  void reset() {
    at = At.BEFORE;
    fault = "";
    old = false;
    lines = 0;
    contentLengths = 0;
    transferEncodings = 0;
    hosts = 0;
    forget();
  }

  /// Whether the head has been read to its end.
  boolean past() {
    return at == At.PAST;
  }

  /// What is wrong with the head so far, in a clause; empty when nothing is.
  String fault() {
    return fault;
  }

  /// Takes the next byte; false when the head is past or wrong.
  @Override
  public boolean process(byte b) {
    switch (at) {
      case BEFORE -> before(b);
      case BEFORE_LF -> lineFeed(b, At.BEFORE);
      case METHOD -> method(b);
      case TARGET -> target(b);
      case VERSION -> version(b);
      case LINE_LF -> lineFeed(b, At.LINE);
      case LINE -> line(b);
      case NAME -> name(b);
      case VALUE -> value(b);
      case END_LF -> end(b);
      case PAST -> {}
    }
    return at != At.PAST && fault.isEmpty();
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

  /// Empty lines before a request are borne: old clients end their bodies with one.
  private void before(byte b) {
    if (b == '\r') {
      at = At.BEFORE_LF;
    } else if (HttpBytes.isToken(b)) {
      at = At.METHOD;
    } else {
      fault("a request line begins with its method");
    }
  }

  private void method(byte b) {
    if (b == ' ') {
      forget();
      at = At.TARGET;
    } else if (!HttpBytes.isToken(b)) {
      fault("a method that is no token");
    }
  }

  private void target(byte b) {
    if (b == ' ' && length > 0) {
      forget();
      at = At.VERSION;
    } else if (HttpBytes.isVisible(b)) {
      length = 1;
    } else {
      fault("a request line is method, target and version with one space between");
    }
  }

  private void version(byte b) {
    if (b != '\r') {
      keep(b, "the request line");
      return;
    }
    old = says(HTTP_10);
    if (!old && !says(HTTP_11)) {
      fault("neither HTTP/1.1 nor HTTP/1.0");
    }
    at = At.LINE_LF;
  }

  private void line(byte b) {
    forget();
    if (b == '\r') {
      at = At.END_LF;
    } else if (b == ' ' || b == '\t') {
      fault("a folded header line: write it as one");
    } else if (++lines > MOST_LINES) {
      fault("more than " + MOST_LINES + " header lines");
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
      forget();
      at = At.VALUE;
    } else if (!HttpBytes.isToken(b)) {
      fault("a header's name is a token with a colon right behind it");
    } else if (length < MOST_WORD) {
      word[length++] = b;
    }
  }

  /// Most heads have names that are told apart by their length alone.
  private Header known() {
    return switch (length) {
      case 4 -> says(HOST) ? once(++hosts, Header.HOST) : Header.OTHER;
      case 14 ->
          says(CONTENT_LENGTH) ? once(++contentLengths, Header.CONTENT_LENGTH) : Header.OTHER;
      case 17 ->
          says(TRANSFER_ENCODING)
              ? once(++transferEncodings, Header.TRANSFER_ENCODING)
              : Header.OTHER;
      case 18 -> {
        if (says(OLD_KEY_1) || says(OLD_KEY_2)) {
          fault("a WebSocket older than RFC 6455");
        }
        yield Header.OTHER;
      }
      default -> Header.OTHER;
    };
  }

  private Header once(int times, Header known) {
    if (times > 1) {
      fault(new String(word, 0, length, StandardCharsets.ISO_8859_1) + " twice");
    }
    return known;
  }

  private void value(byte b) {
    if (b == '\r') {
      strip();
      check();
      at = At.LINE_LF;
    } else if (!HttpBytes.isValue(b)) {
      fault("a control character in a header");
    } else if (header != Header.OTHER) {
      keep(b, "a header that bounds the message");
    }
  }

  /// Spaces and tabs around a value are not of it.
  private void strip() {
    while (length > first && HttpBytes.isBlank(word[length - 1])) {
      length--;
    }
    while (first < length && HttpBytes.isBlank(word[first])) {
      first++;
    }
  }

  private void check() {
    switch (header) {
      case CONTENT_LENGTH -> {
        if (first == length || !all(HttpBytes::isDigit)) {
          fault("a Content-Length that is not a number");
        }
      }
      case TRANSFER_ENCODING -> {
        if (!says(CHUNKED)) {
          fault("a Transfer-Encoding other than chunked");
        }
      }
      case HOST -> {
        if (!all(HttpBytes::isAuthority)) {
          fault("a Host that is none");
        }
      }
      case OTHER -> {}
    }
  }

  private void end(byte b) {
    lineFeed(b, At.PAST);
    if (contentLengths > 0 && transferEncodings > 0) {
      fault("both Content-Length and Transfer-Encoding");
    } else if (old && transferEncodings > 0) {
      fault("a Transfer-Encoding in HTTP/1.0");
    } else if (!old && hosts == 0) {
      fault("no Host");
    }
  }

  private void forget() {
    first = 0;
    length = 0;
  }

  private void keep(byte b, String what) {
    if (length == MOST_WORD) {
      fault(what + " is too long");
    } else {
      word[length++] = b;
    }
  }

  private boolean all(Kind kind) {
    for (int i = first; i < length; i++) {
      if (!kind.holds(word[i])) {
        return false;
      }
    }
    return true;
  }

  private boolean says(byte[] wanted) {
    return HttpBytes.says(word, first, length, wanted);
  }
}
