package dev.headgate.wire;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/// What Netty's decoders let pass of a message's version and coding although two readers might
/// understand it in two ways (RFC 9112 sections 2.3 and 6.1).
public final class Framing {
  private Framing() {}

  /// What is wrong, in a clause; empty when nothing is.
  public static String fault(HttpMessage message) {
    HttpVersion version = message.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "neither HTTP/1.1 nor HTTP/1.0";
    }
    List<String> codings =
        message.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
            ? message.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)
            : List.of();
    boolean odd =
        codings.size() > 1
            || (codings.size() == 1 && !"chunked".equalsIgnoreCase(codings.getFirst().trim()));
    return odd ? "a Transfer-Encoding other than chunked" : "";
  }
}
