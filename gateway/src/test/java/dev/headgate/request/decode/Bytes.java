package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Buffers of every kind with the same readable bytes, for stories that must not depend on the
/// kind.
final class Bytes {
  private Bytes() {}

  static ByteBuf of(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Heap, heap with an offset, a slice, direct, composite (one byte a part at its start) and read
  /// only.
  static List<ByteBuf> everyKind(byte[] bytes) {
    ByteBuf shifted = Unpooled.buffer().writeBytes(utf8("xxx")).writeBytes(bytes).writeZero(3);
    shifted.skipBytes(3).writerIndex(3 + bytes.length);
    ByteBuf direct = Unpooled.directBuffer().writeByte('[').writeBytes(bytes).skipBytes(1);
    var composite = Unpooled.compositeBuffer(64);
    composite.addComponent(true, Unpooled.wrappedBuffer(new byte[] {'{'}));
    int parts = Math.min(bytes.length, 20);
    for (int i = 0; i < parts; i++) {
      composite.addComponent(true, Unpooled.wrappedBuffer(bytes, i, 1));
    }
    composite.addComponent(true, Unpooled.wrappedBuffer(bytes, parts, bytes.length - parts));
    return List.of(
        Unpooled.wrappedBuffer(bytes),
        shifted,
        Unpooled.copiedBuffer(new byte[1], bytes).slice(1, bytes.length),
        direct,
        composite.skipBytes(1),
        Unpooled.wrappedBuffer(bytes).asReadOnly());
  }

  static String span(ByteBuf buffer, int start, int end) {
    return buffer.toString(buffer.readerIndex() + start, end - start, StandardCharsets.UTF_8);
  }

  static String text(ByteBuf buffer) {
    try {
      return new String(ByteBufUtil.getBytes(buffer), StandardCharsets.UTF_8);
    } finally {
      buffer.release();
    }
  }
}
