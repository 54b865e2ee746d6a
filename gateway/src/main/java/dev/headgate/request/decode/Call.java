package dev.headgate.request.decode;

/// One JSON-RPC call as spans of the request's body; offsets count from the body's first byte.
///
/// @param method what is called
/// @param start first byte of the call's object, its `{`
/// @param end one past its `}`
/// @param idStart first byte of the id as it was spelled, or -1 for a notification
/// @param idEnd one past the id
/// @param plainId whether any node will echo the id as it was spelled (a short whole number or a
///   short string of plain ASCII). Other ids (null, floats, big numbers, escapes) are replaced
///   towards the node and put back in the answer
/// @param paramsStart first byte of the params, or -1 when absent
/// @param paramsEnd one past the params
public record Call(
    Method method,
    int start,
    int end,
    int idStart,
    int idEnd,
    boolean plainId,
    int paramsStart,
    int paramsEnd)
    implements Element {

  public boolean notification() {
    return idStart < 0;
  }
}
