package dev.headgate.request;

import dev.headgate.chain.Chain;
import dev.headgate.request.decode.Method;

/// Told once per call how it ended. Called on event loops: must not block, and must not allocate
/// per call.
public interface CallRecorder {

  /// A call ended.
  ///
  /// @param nanos from the last byte of the request to the last byte of the answer handed to the
  ///   socket
  /// @param nodeNanos of these, spent waiting for nodes
  void call(
      Chain chain,
      Method method,
      Transport transport,
      CallOutcome outcome,
      long nanos,
      long nodeNanos);

  /// The head that a client was given went backward.
  void headRegressed(Chain chain);
}
