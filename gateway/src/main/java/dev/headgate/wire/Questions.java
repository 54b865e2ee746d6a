package dev.headgate.wire;

import dev.headgate.chain.Node;
import java.io.IOException;
import java.time.Duration;

/// Asks a node one JSON-RPC question off the request path: what probes use. Blocking; call it from
/// a virtual thread. Thread-safe.
public interface Questions {

  /// Posts `body` to the node and returns the answer's body.
  ///
  /// @param body a JSON-RPC request, UTF-8
  /// @param timeout for everything, the connection included
  /// @throws java.net.ConnectException when nobody listens there
  /// @throws IOException when there is no connection, no whole HTTP answer with status 200 within
  ///   the timeout, or a broken or too long one; the message is fit for people and names no address
  byte[] ask(Node node, byte[] body, Duration timeout) throws IOException;
}
