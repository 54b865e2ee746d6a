package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

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
    return of(answer, result.resultStart(), result.resultEnd());
  }

  /// The number in a member of an answer's result; [#NONE] when it has no such member.
  ///
  /// @param answer the bytes that the result was read from, their reader index as it was then
  public static long ofMember(ByteBuf answer, Answer.Result result, String key) {
    JsonSpan whole = new JsonSpan(answer, result.resultStart(), result.resultEnd());
    if (whole.first() != '{') {
      return NONE;
    }
    Optional<JsonSpan> member = whole.member(key);
    return member.isPresent()
        ? of(member.get().bytes(), member.get().start(), member.get().end())
        : NONE;
  }

  private static long of(ByteBuf answer, int from, int to) {
    int start = answer.readerIndex() + from;
    int end = answer.readerIndex() + to;
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
