package dev.headgate.bench.front;

import java.net.URI;

/// A running front, ready to serve.
public interface Front extends AutoCloseable {
  FrontKind kind();

  /// Where clients send their calls.
  URI url();

  /// The process, to be hit by signals.
  Program process();

  /// Which node an answer came from.
  ///
  /// @param header the answer's header [FrontKind#NODE_HEADER]
  /// @return empty when it does not say
  default String node(String header) {
    return header;
  }

  @Override
  default void close() {
    process().close();
  }
}
