package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A node's WebSocket as it was reported last.
///
/// @param since when it came or went; empty while nothing was reported
record SocketSeen(SocketState state, Optional<Instant> since) {

  static SocketSeen unseen(Node node) {
    return new SocketSeen(node.hasWs() ? SocketState.DOWN : SocketState.NONE, Optional.empty());
  }

  SocketSeen then(Observation.Socket word) {
    SocketState now = word.up() ? SocketState.UP : SocketState.DOWN;
    return new SocketSeen(now, now == state && since.isPresent() ? since : Optional.of(word.at()));
  }

  boolean up() {
    return state == SocketState.UP;
  }

  /// Whether nobody should count on it: one that went a moment ago may be back at once, and one of
  /// which nothing was heard yet may be coming.
  boolean missing(Instant now, Duration patience) {
    return switch (state) {
      case NONE -> true;
      case UP -> false;
      case DOWN -> since.filter(s -> !s.plus(patience).isAfter(now)).isPresent();
    };
  }
}
