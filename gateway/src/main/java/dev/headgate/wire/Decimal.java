package dev.headgate.wire;

import io.netty.buffer.ByteBuf;

/// Decimal numbers into buffers without a String between.
public final class Decimal {
  private Decimal() {}

  /// Appends `value`, which is not negative.
  public static void write(ByteBuf out, long value) {
    if (value >= 10) {
      write(out, value / 10);
    }
    out.writeByte('0' + (int) (value % 10));
  }
}
