package dev.headgate.request.send;

import io.netty.buffer.ByteBuf;

/// Where a long answer flows to as it comes. All on the call's event loop.
public interface AnswerSink {

  /// Takes the next bytes, and owns them.
  void write(ByteBuf part);

  /// Whether more should be written now.
  boolean writable();

  /// Has `resume` run once when it is writable again.
  void whenWritable(Runnable resume);

  /// The answer is whole.
  void finish();

  /// The node cut it off: the client must see that it is no whole answer.
  void cut();
}
