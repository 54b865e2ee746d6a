package dev.headgate.request.accept;

import dev.headgate.request.accept.HttpHeads.Going;
import dev.headgate.request.decode.ErrorReply;
import dev.headgate.request.decode.RpcError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/// Whole answers that are the gateway's own: to what is no call, or is refused before it is one.
final class OwnReplies {
  private OwnReplies() {}

  static ByteBuf error(ByteBufAllocator allocator, RpcError error, Going going) {
    ByteBuf text = ErrorReply.write(allocator, error, null, -1, -1);
    ByteBuf out = allocator.directBuffer(HttpHeads.ROOM + text.readableBytes());
    String allow = error.httpStatus() == 405 ? "Allow: POST\r\n" : "";
    HttpHeads.json(out, error.httpStatus(), text.readableBytes(), going, allow);
    out.writeBytes(text);
    text.release();
    return out;
  }

  static ByteBuf page(ByteBufAllocator allocator, Pages.Page page, boolean headOnly, Going going) {
    ByteBuf text = ByteBufUtil.writeUtf8(allocator, page.body());
    ByteBuf out = allocator.directBuffer(HttpHeads.ROOM + text.readableBytes());
    HttpHeads.text(out, page.status(), page.contentType(), text.readableBytes(), going);
    if (!headOnly) {
      out.writeBytes(text);
    }
    text.release();
    return out;
  }

  /// Tells a client that asks first to send its body.
  static ByteBuf goOn(ByteBufAllocator allocator) {
    return ByteBufUtil.writeAscii(allocator, "HTTP/1.1 100 Continue\r\n\r\n");
  }
}
