package dev.headgate.wire;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponseDecoder;

/// Netty's response decoder, stricter: an answer whose length is told in two ways is refused (RFC
/// 9112 section 6.3 calls it a smuggling attempt), and what is left behind an answer can be seen.
final class StrictResponseDecoder extends HttpResponseDecoder {
  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(4096)
          .setMaxHeaderSize(16 << 10)
          .setMaxChunkSize(64 << 10)
          .setAllowDuplicateContentLengths(false);

  StrictResponseDecoder() {
    super(CONFIG);
  }

  /// Whether bytes lie behind what was decoded so far.
  boolean hasLeftover() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
