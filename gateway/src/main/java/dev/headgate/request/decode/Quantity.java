package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;

/// A number as JSON-RPC's nodes spell it: `"0x1a2b"`.
public final class Quantity {
  /// What stands there is no such number, or beyond 63 bits.
  public static final long NONE = -1;

  private static final int MOST_DIGITS = 15;

  private Quantity() {}

  /// The number that an answer's result is; [#NONE] for any other result. Makes no object.
  ///
  /// @param answer the bytes that the result was read from, their reader index as it was then
  public static long of(ByteBuf answer, Answer.Result result) {
    int start = answer.readerIndex() + result.resultStart();
    int end = answer.readerIndex() + result.resultEnd();
    boolean spelled =
        end - start > 4
            && answer.getByte(start) == '"'
            && answer.getByte(start + 1) == '0'
            && answer.getByte(start + 2) == 'x';
    return spelled ? digits(answer, start + 3, end - 1) : NONE;
  }

  private static long digits(ByteBuf answer, int start, int end) {
    long number = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(answer.getByte(i), 16);
      if (digit < 0 || end - start > MOST_DIGITS) {
        return NONE;
      }
      number = number << 4 | digit;
    }
    return number;
  }
}
