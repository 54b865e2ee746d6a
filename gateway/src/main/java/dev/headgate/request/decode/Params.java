package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Optional;

/// What planning needs to know of a call's params, read from their span.
public final class Params {
  private static final byte[] NONE = {};

  private Params() {}

  /// The first element of the params when it is a string.
  ///
  /// @param body the request that the call was read from, its reader index as it was then
  public static Optional<String> firstString(ByteBuf body, Call call) {
    return element(body, call, 0).filter(value -> value.first() == '"').map(JsonSpan::text);
  }

  /// An element of the params; empty when they are no array, or a shorter one.
  static Optional<JsonSpan> element(ByteBuf body, Call call, int index) {
    return call.paramsStart() < 0
        ? Optional.empty()
        : Optional.of(new JsonSpan(body, call.paramsStart(), call.paramsEnd()))
            .filter(params -> params.first() == '[')
            .flatMap(params -> params.element(index));
  }

  /// The bytes of the transaction that `eth_sendRawTransaction` and its kin carry; none when the
  /// first param is no string of `0x` and whole bytes in hex.
  public static byte[] rawTransaction(ByteBuf body, Call call) {
    return firstString(body, call).map(Params::bytes).orElse(NONE);
  }

  private static byte[] bytes(String hex) {
    if (!hex.startsWith("0x") && !hex.startsWith("0X")) {
      return NONE;
    }
    try {
      return HexFormat.of().parseHex(hex, 2, hex.length());
    } catch (IllegalArgumentException e) {
      return NONE;
    }
  }
}
