package dev.headgate.request.accept;

import dev.headgate.time.SteadyClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Netty's request decoder, stricter: a [HeadGuard] reads each head first, and what it finds wrong
/// is told like any other broken HTTP. It also notes when a request's first byte came, for the slow
/// ones.
final class StrictRequestDecoder extends HttpRequestDecoder {
  private static final int MOST_LINE = 4096;

  private final SteadyClock clock;
  private final HeadGuard guard = new HeadGuard();
  private boolean inHead = true;
  private boolean broken;
  private int guarded;
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

  /// The next request is looked at from now on; time before does not count against it, since nobody
  /// read then.
  void expectNext() {
    begun = actualReadableBytes() > 0;
    firstByteNanos = clock.nanos();
  }

  /// Whether bytes of a further request have come already.
  boolean holdsMore() {
    return actualReadableBytes() > 0;
  }

  /// How long ago a request began, in nanoseconds; negative when none has.
  long begunFor(long now) {
    return begun ? now - firstByteNanos : -1;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (inHead && !broken) {
      guard(in, out);
    }
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int readable = in.readableBytes();
    int before = out.size();
    super.decode(ctx, in, out);
    guarded -= readable - in.readableBytes();
    if (out.size() > before) {
      told(out.get(before), out.getLast());
    }
  }

  /// What lies behind the place that the guard has reached goes by it; Netty takes whole lines, and
  /// so may be behind.
  private void guard(ByteBuf in, List<Object> out) {
    if (!guard.past()) {
      int from = in.readerIndex() + guarded;
      int stop = in.forEachByte(from, in.writerIndex() - from, guard);
      guarded = (stop < 0 ? in.writerIndex() : stop + 1) - in.readerIndex();
    }
    if (!guard.fault().isEmpty()) {
      broken = true;
      HttpRequest none = new DefaultHttpRequest(HttpVersion.HTTP_1_0, HttpMethod.GET, "/broken");
      none.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(guard.fault())));
      out.add(none);
    }
  }

  private void told(Object first, Object last) {
    if (first instanceof HttpRequest) {
      inHead = false;
    }
    if (last instanceof LastHttpContent) {
      inHead = true;
      guarded = 0;
      guard.reset();
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
  }
}
