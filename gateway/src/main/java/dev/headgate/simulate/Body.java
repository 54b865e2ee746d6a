package dev.headgate.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bytes to send, of known length, that need not be in memory: a gigabyte of one letter is a few
/// words here. Immutable; a [Cursor] walks through it.
record Body(List<Part> parts) {
  static final Body EMPTY = new Body(List.of());

  /// The same bytes so many times over.
  static final class Part {
    private final byte[] bytes;
    private final long times;

    Part(byte[] bytes, long times) {
      this.bytes = bytes;
      this.times = times;
    }

    long length() {
      return bytes.length * times;
    }
  }

  Body {
    parts = parts.stream().filter(part -> part.length() > 0).toList();
  }

  static Body of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8), 1);
  }

  static Body of(byte[] bytes, long times) {
    return new Body(List.of(new Part(bytes, times)));
  }

  static Body join(List<Body> bodies) {
    return new Body(bodies.stream().flatMap(body -> body.parts().stream()).toList());
  }

  long length() {
    return parts.stream().mapToLong(Part::length).sum();
  }

  /// These bytes as HTTP chunks, with the last one.
  Body chunked(int size) {
    List<Body> chunks = new ArrayList<>();
    long left = length();
    if (isUniform() && left > size) {
      return chunkedUniformly(size);
    }
    for (Cursor cursor = new Cursor(left); left > 0; left -= size) {
      byte[] bytes = cursor.take((int) Math.min(size, left));
      chunks.add(join(List.of(of(Integer.toHexString(bytes.length) + "\r\n"), of(bytes, 1))));
      chunks.add(of("\r\n"));
    }
    chunks.add(of("0\r\n\r\n"));
    return join(chunks);
  }

  /// Whether one repeated part makes up nearly all of it, as in a blob.
  private boolean isUniform() {
    return parts.stream().anyMatch(part -> part.times > 1);
  }

  /// Each part becomes chunks of its own, so that a repeated one stays repeated.
  private Body chunkedUniformly(int size) {
    List<Body> chunks = new ArrayList<>();
    for (Part part : parts) {
      long perChunk = Math.max(1, size / part.bytes.length);
      long whole = part.times / perChunk;
      if (whole > 0) {
        chunks.add(of(chunk(part.bytes, (int) perChunk), whole));
      }
      if (part.times % perChunk > 0) {
        chunks.add(of(chunk(part.bytes, (int) (part.times % perChunk)), 1));
      }
    }
    chunks.add(of("0\r\n\r\n"));
    return join(chunks);
  }

  private static byte[] chunk(byte[] bytes, int times) {
    Body chunk =
        join(
            List.of(
                of(Integer.toHexString(bytes.length * times) + "\r\n"),
                of(bytes, times),
                of("\r\n")));
    return chunk.new Cursor(chunk.length()).take((int) chunk.length());
  }

  /// Walks once through the first `limit` bytes. Not thread-safe.
  final class Cursor {
    private long left;
    private int part;
    private long time;
    private int offset;

    Cursor(long limit) {
      left = Math.min(limit, length());
    }

    /// The next bytes, at most `most` of them; null at the end.
    @Nullable ByteBuf next(int most) {
      return left == 0 ? null : Unpooled.wrappedBuffer(take((int) Math.min(most, left)));
    }

    private byte[] take(int count) {
      byte[] out = new byte[count];
      for (int at = 0; at < count; ) {
        Part here = parts.get(part);
        int step = Math.min(count - at, here.bytes.length - offset);
        System.arraycopy(here.bytes, offset, out, at, step);
        at += step;
        forward(here, step);
      }
      left -= count;
      return out;
    }

    private void forward(Part here, int step) {
      offset += step;
      if (offset == here.bytes.length) {
        offset = 0;
        time++;
      }
      if (time == here.times) {
        time = 0;
        part++;
      }
    }
  }
}
