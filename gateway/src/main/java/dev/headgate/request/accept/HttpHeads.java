package dev.headgate.request.accept;

import dev.headgate.http.HttpBytes;
import dev.headgate.wire.Decimal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;

/// Heads of answers as bytes.
final class HttpHeads {
  private static final byte[] OK_JSON =
      HttpBytes.ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
  private static final byte[] LENGTH = HttpBytes.ascii("Content-Length: ");
  private static final byte[] OK_JSON_LENGTH =
      HttpBytes.ascii("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ");

  private HttpHeads() {}

  /// Room that a head without extra lines needs.
  static final int ROOM = 192;

  /// How the connection goes on after an answer, as its headers must say.
  enum Going {
    /// HTTP/1.1 keeps it by itself.
    KEEP(""),
    /// HTTP/1.0 has to be told.
    KEEP_OLD("Connection: keep-alive\r\n"),
    CLOSE("Connection: close\r\n");

    final String line;

    Going(String line) {
      this.line = line;
    }
  }

  /// Writes the head of a JSON answer, its empty line included.
  ///
  /// @param length of the body, -1 for a chunked one
  static void json(ByteBuf out, int status, long length, Going going, String extra) {
    if (status == 200 && length >= 0 && going == Going.KEEP && extra.isEmpty()) {
      out.writeBytes(OK_JSON_LENGTH);
      Decimal.write(out, length);
      out.writeInt(0x0D0A0D0A); // the line's end and the empty line
      return;
    }
    if (status == 200) {
      out.writeBytes(OK_JSON);
    } else {
      line(out, status, "application/json");
    }
    finish(out, length, going, extra);
  }

  static void text(ByteBuf out, int status, String contentType, long length, Going going) {
    line(out, status, contentType);
    finish(out, length, going, "Cache-Control: no-store\r\n");
  }

  /// An answer without a body.
  static void empty(ByteBuf out, int status, Going going, String extra) {
    ByteBufUtil.writeAscii(out, "HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
    ByteBufUtil.writeAscii(out, extra + going.line + "\r\n");
  }

  private static void line(ByteBuf out, int status, String contentType) {
    ByteBufUtil.writeAscii(
        out,
        "HTTP/1.1 "
            + HttpResponseStatus.valueOf(status)
            + "\r\nContent-Type: "
            + contentType
            + "\r\n");
  }

  private static void finish(ByteBuf out, long length, Going going, String extra) {
    if (length >= 0) {
      out.writeBytes(LENGTH);
      Decimal.write(out, length);
      out.writeShort(0x0D0A);
    } else {
      ByteBufUtil.writeAscii(out, "Transfer-Encoding: chunked\r\n");
    }
    if (!going.line.isEmpty()) {
      ByteBufUtil.writeAscii(out, going.line);
    }
    if (!extra.isEmpty()) {
      ByteBufUtil.writeAscii(out, extra);
    }
    out.writeShort(0x0D0A);
  }
}
