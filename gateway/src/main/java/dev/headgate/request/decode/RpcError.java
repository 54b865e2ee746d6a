package dev.headgate.request.decode;

/// An error that the gateway itself makes (INTERFACE section 4).
///
/// @param httpStatus of a single call's answer; inside a batch the status is 200
/// @param code JSON-RPC error code
/// @param message for people; names no node's address, never says "execution reverted"
/// @param data the JSON text of `data`, or empty for none
public record RpcError(int httpStatus, int code, String message, String data) {

  public static RpcError notJson(String why) {
    return new RpcError(200, -32700, "not JSON: " + why, "");
  }

  public static RpcError notARequest(String why) {
    return new RpcError(200, -32600, why, "");
  }

  public static RpcError denied(String method) {
    return new RpcError(
        200, -32601, "the method " + method + " is not allowed through this gateway", "");
  }
}
