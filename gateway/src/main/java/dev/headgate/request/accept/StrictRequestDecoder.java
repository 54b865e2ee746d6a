package dev.headgate.request.accept;

import dev.headgate.time.SteadyClock;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Netty's request decoder, stricter: a request with both `Content-Length` and `Transfer-Encoding`
/// is refused, where RFC 9112 would let the one win. It also notes when a request's first byte
/// came, for the slow ones.
final class StrictRequestDecoder extends HttpRequestDecoder {
  private static final int MOST_LINE = 4096;

  private final SteadyClock clock;
  private long firstByteNanos;
  private boolean begun;

  /// A decoder for one connection.
  ///
  /// @param mostHead bytes of a request's headers together
  StrictRequestDecoder(int mostHead, SteadyClock clock) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MOST_LINE)
            .setMaxHeaderSize(mostHead)
            .setMaxChunkSize(64 << 10)
            .setAllowDuplicateContentLengths(false));
    this.clock = clock;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    if (!begun) {
      begun = true;
      firstByteNanos = clock.nanos();
    }
    super.channelRead(ctx, message);
  }

  /// The next byte will begin a new request.
  void expectNext() {
    begun = false;
  }

  /// Whether bytes of a further request have come already.
  boolean holdsMore() {
    return actualReadableBytes() > 0;
  }

  /// Whether a request began that is older than so many nanoseconds.
  boolean begunLongerThan(long nanos, long now) {
    return begun && now - firstByteNanos > nanos;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
