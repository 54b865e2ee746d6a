package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes the answers that the gateway itself makes.
public final class ErrorReply {
  private static final byte[] HEAD = utf8("{\"jsonrpc\":\"2.0\",\"id\":");
  private static final byte[] NULL = utf8("null");

  private ErrorReply() {}

  /// The answer's bytes, in a buffer that the caller releases.
  ///
  /// @param body the request, from which the id is copied as it was spelled; null when there is
  ///   none
  /// @param idStart offset of the id from the body's reader index, or -1 to answer with `null`
  /// @param idEnd one past the id
  public static ByteBuf write(
      ByteBufAllocator allocator, RpcError error, @Nullable ByteBuf body, int idStart, int idEnd) {
    byte[] rest = utf8(",\"error\":" + json(error) + "}");
    boolean echo = body != null && idStart >= 0;
    int idLength = echo ? idEnd - idStart : NULL.length;
    ByteBuf out = allocator.buffer(HEAD.length + idLength + rest.length).writeBytes(HEAD);
    if (body != null && echo) {
      out.writeBytes(body, body.readerIndex() + idStart, idLength);
    } else {
      out.writeBytes(NULL);
    }
    return out.writeBytes(rest);
  }

  private static String json(RpcError error) {
    return "{\"code\":"
        + error.code()
        + ",\"message\":"
        + JsonText.quote(error.message())
        + (error.data().isEmpty() ? "" : ",\"data\":" + error.data())
        + "}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
