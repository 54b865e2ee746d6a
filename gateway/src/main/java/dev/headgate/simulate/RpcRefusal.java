package dev.headgate.simulate;

import org.jspecify.annotations.Nullable;

/// A JSON-RPC error on its way out of a method. Carries no stack: it is an answer, not a mishap.
final class RpcRefusal extends RuntimeException {
  static final int SERVER = -32000;
  static final int INVALID_REQUEST = -32600;
  static final int NO_METHOD = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL = -32603;
  static final int PARSE = -32700;
  private static final long serialVersionUID = 1;

  private final int code;
  private final @Nullable String data;

  RpcRefusal(int code, String message) {
    this(code, message, null);
  }

  /// @param data a hex text that goes out as the error's `data`
  RpcRefusal(int code, String message, @Nullable String data) {
    super(message, null, false, false);
    this.code = code;
    this.data = data;
  }

  /// The error object.
  String json() {
    Json json =
        Json.object()
            .raw("code", Integer.toString(code))
            .text("message", String.valueOf(getMessage()));
    return (data == null ? json : json.text("data", data)).end();
  }
}
