package dev.headgate.request;

import dev.headgate.chain.Node;
import dev.headgate.request.send.AnswerSink;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The client's side of one request: exactly one of these is called, once, on the request's event
/// loop.
public interface Replies {

  /// The whole answer.
  ///
  /// @param httpStatus where the transport has one
  /// @param body JSON; the receiver owns it
  /// @param node that gave it; null when the gateway made it or several nodes did
  /// @param nodeNanos spent waiting for nodes
  void whole(int httpStatus, ByteBuf body, @Nullable Node node, long nodeNanos);

  /// There were only notifications: nothing is said.
  void nothing();

  /// A long answer begins.
  ///
  /// @param length in bytes, -1 when it is not known
  /// @param nodeNanos spent waiting for nodes until it began
  /// @return where it goes; null when the client has left
  @Nullable AnswerSink longAnswer(Node node, long length, long nodeNanos);

  /// There is no memory left for any answer: the client sees its connection end. May follow one of
  /// the others.
  void lost();
}
