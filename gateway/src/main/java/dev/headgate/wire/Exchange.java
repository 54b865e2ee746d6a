package dev.headgate.wire;

import io.netty.buffer.ByteBuf;

/// Whoever wants one HTTP exchange with a node. Every method is called on the event loop of the
/// pool that was asked; after [#end()] or [#failed(Failure)] nothing more is called.
public interface Exchange {

  /// The request's body; its length becomes the `Content-Length`. It stays the exchange's: who
  /// writes it leaves its indexes alone, and retains what is written later.
  ByteBuf body();

  /// A connection was found and the request is about to be written: from here on its fate may be
  /// unknown.
  void sent(NodeConnection connection);

  /// The answer's status line and headers are in.
  ///
  /// @param length of the body in bytes, -1 when it is chunked, -2 when it lasts until the
  ///   connection ends
  /// @param encoded whether the body has a content encoding, which was never asked for
  void head(int status, long length, boolean encoded);

  /// Who also wants to know what the `Date` header says: told just before [#head].
  interface Dated extends Exchange {
    void date(String text);
  }

  /// A part of the answer's body. The receiver owns it.
  void content(ByteBuf part);

  /// The answer is whole.
  void end();

  /// There will be no answer, or no more of it.
  void failed(Failure failure);

  /// Whether an eviction may end this exchange although its request was written: false for calls
  /// that nobody may repeat, which rather wait.
  boolean movable();
}
