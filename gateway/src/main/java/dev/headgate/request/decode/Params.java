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
    if (call.paramsStart() < 0) {
      return Optional.empty();
    }
    int size = call.paramsEnd() - call.paramsStart();
    ByteBuf params = body.slice(body.readerIndex() + call.paramsStart(), size);
    try {
      JsonScanner scanner = new JsonScanner(params, size);
      if (scanner.next() != '[' || !scanner.open() || scanner.next() != '"') {
        return Optional.empty();
      }
      int start = scanner.position();
      scanner.value();
      return Optional.of(JsonText.unquote(params, start, scanner.position(), size));
    } catch (NotJson e) {
      throw new IllegalArgumentException("not the body that the call was read from", e);
    }
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
