package dev.headgate.request.accept;

import dev.headgate.http.BodyReader;
import dev.headgate.request.send.Held;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// Collects the body of one request after the other. One that comes whole stays as it came; a long
/// one counts against what the process may hold, until its request has its answer.
final class RequestBody {
  /// Bodies above this are counted against what the process may hold.
  private static final int COUNTED = 64 << 10;

  private final Held held;
  private final ByteBufAllocator allocator;
  private @Nullable ByteBuf bytes;
  private boolean ours;
  private long announced;
  private long heldBytes;
  private long come;

  RequestBody(Held held, ByteBufAllocator allocator) {
    this.held = held;
    this.allocator = allocator;
  }

  /// The next one begins.
  ///
  /// @param length that is announced, or [BodyReader#CHUNKED]
  void begin(long length) {
    announced = length;
    come = 0;
  }

  /// Bytes of it that have come, kept or not.
  long come() {
    return come;
  }

  /// A part has come that nobody wants to keep.
  void passOver(ByteBuf part) {
    come += part.readableBytes();
    part.release();
  }

  /// Adds a part; false when the process holds too much already. Owns the part either way.
  boolean add(ByteBuf part) {
    come += part.readableBytes();
    if (bytes == null) {
      bytes = part;
      return true;
    }
    long size = (long) bytes.readableBytes() + part.readableBytes();
    if (size > COUNTED && !held.take(size - heldBytes)) {
      part.release();
      return false;
    }
    heldBytes = size > COUNTED ? size : 0;
    append(bytes, part);
    return true;
  }

  private void append(ByteBuf so, ByteBuf part) {
    try {
      if (ours && so.writableBytes() >= part.readableBytes()) {
        so.writeBytes(part);
        return;
      }
      // Room for twice what has come, not for what is announced: that costs its sender nothing.
      int size = so.readableBytes() + part.readableBytes();
      int room = (int) Math.min(2L * size, Math.max(size, announced > 0 ? announced : 2L * size));
      bytes = allocator.buffer(room).writeBytes(so).writeBytes(part);
      ours = true;
      so.release();
    } finally {
      part.release();
    }
  }

  /// All of it, which belongs to the caller from now on, but stays counted.
  ByteBuf take() {
    ByteBuf all = bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    bytes = null;
    ours = false;
    return all;
  }

  /// Drops what is there, and counts nothing any more.
  void drop() {
    take().release();
    held.give(heldBytes);
    heldBytes = 0;
  }
}
