package dev.headgate.request.decode;

/// One element of a request: a call, or something that is none and gets its own error.
public sealed interface Element permits Call, Element.Bad {

  /// Not a call. `idStart` is -1 when no usable id was found, and the error is then answered with
  /// `null`.
  record Bad(RpcError error, int idStart, int idEnd) implements Element {}
}
