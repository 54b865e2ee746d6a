package dev.headgate.wire;

import dev.headgate.chain.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// [Questions] whose answers also tell of the connection they came on. Blocking; call it from a
/// virtual thread. Thread-safe.
public interface Inquiries {

  /// An answer with HTTP status 200.
  ///
  /// @param body read as UTF-8
  /// @param date what the `Date` header says, as it says it
  /// @param reused whether the connection had served a question before
  record Answered(String body, Optional<String> date, boolean reused) {}

  /// As [Questions#ask].
  Answered inquire(Node node, byte[] body, Duration timeout) throws IOException;
}
