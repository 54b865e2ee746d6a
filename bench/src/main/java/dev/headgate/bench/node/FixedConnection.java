package dev.headgate.bench.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;

/// One connection to a fixed node. Lives on the node's event loop.
final class FixedConnection extends ChannelInboundHandlerAdapter {
  /// An answer to a single small call has this length, filled up with spaces, so that all proxies
  /// move the same bytes.
  private static final int BODY = 100;

  private static final int LARGEST = 16 << 20;
  private static final byte[] HEAD = head(BODY);
  private static final byte[] OPENING = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(US_ASCII);
  private static final byte[] RESULT = ",\"result\":".getBytes(US_ASCII);
  private static final byte[] BLOCK_NUMBER = "eth_blockNumber".getBytes(US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(US_ASCII);
  private static final byte[] ID = "\"id\":".getBytes(US_ASCII);
  private static final byte[] METHOD = "\"method\":\"".getBytes(US_ASCII);
  private static final byte[] BYTES = "\"bytes\":".getBytes(US_ASCII);
  private static final byte[] NULL = "null".getBytes(US_ASCII);

  /// A mebibyte of a result, written as often as one is that long: no answer is ever in memory.
  private static final ByteBuf FILLING =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(1 << 20).writeBytes(filling(1 << 20)));

  private final FixedChain chain;
  private final FixedCounts counts;
  private byte[] arrived = new byte[1024];
  private int length;

  /// The number in the path of the request: another chain's id, or 0.
  private long path;

  FixedConnection(FixedChain chain, FixedCounts counts) {
    this.chain = chain;
    this.counts = counts;
  }

  private static byte[] filling(int size) {
    byte[] letters = new byte[size];
    Arrays.fill(letters, (byte) 'a');
    return letters;
  }

  private static byte[] head(long length) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + length
            + "\r\n\r\n")
        .getBytes(US_ASCII);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    int fresh = in.readableBytes();
    if (arrived.length < length + fresh) {
      arrived = Arrays.copyOf(arrived, Math.max(2 * arrived.length, length + fresh));
    }
    in.readBytes(arrived, length, fresh);
    in.release();
    length += fresh;
    int from = 0;
    for (int to = request(ctx, from); to > from; to = request(ctx, from)) {
      from = to;
    }
    System.arraycopy(arrived, from, arrived, 0, length - from);
    length -= from;
    if (length > LARGEST) {
      ctx.close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /// Answers the request that begins there; its end, or the beginning while it is not whole.
  private int request(ChannelHandlerContext ctx, int from) {
    int body = endOfHead(from);
    if (body < 0) {
      return from;
    }
    int end = body + bodyLength(from, body);
    if (end > length) {
      return from;
    }
    if (arrived[from] == 'P') {
      path = number(from + "POST /".length());
      post(ctx, body, end);
    } else {
      other(ctx, arrived[from] == 'H');
    }
    return end;
  }

  private int endOfHead(int from) {
    for (int i = from; i + 3 < length; i++) {
      if (arrived[i] == '\r' && arrived[i + 1] == '\n' && arrived[i + 2] == '\r') {
        return i + 4;
      }
    }
    return -1;
  }

  private int bodyLength(int from, int to) {
    for (int i = from; i < to; i++) {
      if (arrived[i] == '\n' && (arrived[i + 1] | 0x20) == 'c' && isLength(i + 1)) {
        return (int) number(i + 1 + LENGTH.length);
      }
    }
    return 0;
  }

  private boolean isLength(int at) {
    for (int i = 0; i < LENGTH.length - 1; i++) {
      if ((arrived[at + i] | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return arrived[at + LENGTH.length - 1] == ':';
  }

  private long number(int from) {
    int at = from;
    while (arrived[at] == ' ') {
      at++;
    }
    long value = 0;
    while (at < length && arrived[at] >= '0' && arrived[at] <= '9') {
      value = value * 10 + (arrived[at++] - '0');
    }
    return value;
  }

  private void other(ChannelHandlerContext ctx, boolean headOnly) {
    byte[] json = counts.json().getBytes(US_ASCII);
    ByteBuf out = ctx.alloc().directBuffer(256);
    out.writeBytes(head(json.length));
    if (!headOnly) {
      out.writeBytes(json);
    }
    ctx.write(out);
  }

  private void post(ChannelHandlerContext ctx, int from, int to) {
    if (from < to && arrived[from] == '[') {
      batch(ctx, from, to);
      return;
    }
    int id = find(ID, from, to);
    int idEnd = id < 0 ? id : endOfValue(id, to);
    int method = find(METHOD, from, to);
    counts.call(idEnd - id);
    if (method >= 0 && starts(BLOCK_NUMBER, method)) {
      fixed(ctx, id, idEnd);
    } else {
      long bytes = wantedBytes(from, to);
      if (bytes > 0) {
        large(ctx, id, idEnd, bytes);
      } else {
        small(ctx, id, idEnd, method, from, to);
      }
    }
  }

  private void fixed(ChannelHandlerContext ctx, int id, int idEnd) {
    ByteBuf out = ctx.alloc().directBuffer(HEAD.length + BODY);
    out.writeBytes(HEAD);
    int start = out.writerIndex();
    opening(out, id, idEnd);
    out.writeBytes(chain.headText());
    while (out.writerIndex() - start < BODY - 1) {
      out.writeByte(' ');
    }
    out.writeByte('}');
    ctx.write(out, ctx.voidPromise());
  }

  private void opening(ByteBuf out, int id, int idEnd) {
    out.writeBytes(OPENING);
    if (id < 0) {
      out.writeBytes(NULL);
    } else {
      out.writeBytes(arrived, id, idEnd - id);
    }
    out.writeBytes(RESULT);
  }

  private void small(ChannelHandlerContext ctx, int id, int idEnd, int method, int from, int to) {
    ByteBuf body = ctx.alloc().directBuffer(512);
    element(body, id, idEnd, method, from, to);
    ctx.write(ctx.alloc().directBuffer(128).writeBytes(head(body.readableBytes())));
    ctx.write(body);
  }

  private void element(ByteBuf out, int id, int idEnd, int method, int from, int to) {
    opening(out, id, idEnd);
    if (method >= 0 && starts(BLOCK_NUMBER, method)) {
      out.writeBytes(chain.headText());
    } else {
      String name =
          method < 0
              ? ""
              : new String(arrived, method, indexOf('"', method, to) - method, US_ASCII);
      out.writeBytes(
          chain
              .result(name, path, new String(arrived, from, to - from, US_ASCII))
              .getBytes(US_ASCII));
    }
    out.writeByte('}');
  }

  private void batch(ChannelHandlerContext ctx, int from, int to) {
    ByteBuf body = ctx.alloc().directBuffer(4096);
    body.writeByte('[');
    int depth = 0;
    int start = from;
    for (int i = from + 1; i < to; i++) {
      if (arrived[i] == '"') {
        i = endOfString(i, to);
      } else if (arrived[i] == '{' && depth++ == 0) {
        start = i;
      } else if (arrived[i] == '}' && --depth == 0) {
        batched(body, start, i + 1);
      }
    }
    body.writeByte(']');
    ctx.write(ctx.alloc().directBuffer(128).writeBytes(head(body.readableBytes())));
    ctx.write(body);
  }

  private void batched(ByteBuf body, int from, int to) {
    int id = find(ID, from, to);
    int idEnd = id < 0 ? id : endOfValue(id, to);
    counts.call(idEnd - id);
    if (body.writerIndex() > 1) {
      body.writeByte(',');
    }
    element(body, id, idEnd, find(METHOD, from, to), from, to);
  }

  private void large(ChannelHandlerContext ctx, int id, int idEnd, long bytes) {
    ByteBuf start = ctx.alloc().directBuffer(256);
    ByteBuf opening = ctx.alloc().directBuffer(128);
    opening(opening, id, idEnd);
    opening.writeBytes(new byte[] {'[', '"'});
    long filling = Math.max(0, bytes - opening.readableBytes() - 3);
    start.writeBytes(head(opening.readableBytes() + filling + 3));
    start.writeBytes(opening);
    opening.release();
    ctx.write(start);
    for (long left = filling; left > 0; left -= FILLING.capacity()) {
      ctx.write(FILLING.retainedSlice(0, (int) Math.min(left, FILLING.capacity())));
    }
    ctx.write(ctx.alloc().directBuffer(3).writeBytes(new byte[] {'"', ']', '}'}));
  }

  private long wantedBytes(int from, int to) {
    int at = find(BYTES, from, to);
    return at < 0 ? 0 : number(at);
  }

  /// Where what follows those bytes begins; -1 when they are not there.
  private int find(byte[] what, int from, int to) {
    for (int i = from; i + what.length <= to; i++) {
      if (arrived[i] == what[0] && starts(what, i)) {
        return i + what.length;
      }
    }
    return -1;
  }

  private boolean starts(byte[] what, int at) {
    return at + what.length <= length
        && Arrays.equals(arrived, at, at + what.length, what, 0, what.length);
  }

  private int endOfValue(int from, int to) {
    int at = arrived[from] == '"' ? endOfString(from, to) : from;
    while (at < to && arrived[at] != ',' && arrived[at] != '}') {
      at++;
    }
    return at;
  }

  private int endOfString(int from, int to) {
    int at = from + 1;
    while (at < to && arrived[at] != '"') {
      at += arrived[at] == '\\' ? 2 : 1;
    }
    return at;
  }

  private int indexOf(char wanted, int from, int to) {
    int at = from;
    while (at < to && arrived[at] != wanted) {
      at++;
    }
    return at;
  }
}
