package dev.headgate.wire;

import java.time.Duration;

/// How the WebSockets to nodes are kept.
///
/// @param handshake the longest wait for the answer to a handshake
/// @param answer the longest wait for the answer to `eth_subscribe`
/// @param ping a ping goes out so often; a connection on which nothing came since the one before is
///   ended
/// @param message the largest message in bytes; a larger one ends the connection
/// @param firstRetry the pause after a connection that had stood for `steady`
/// @param leastPause the second pause, doubled for each further failure
/// @param mostPause the longest pause; also how long a node that refused a subscription is left in
///   peace
/// @param steady a connection that has stood for so long makes earlier failures forgotten
public record SocketSettings(
    Duration handshake,
    Duration answer,
    Duration ping,
    int message,
    Duration firstRetry,
    Duration leastPause,
    Duration mostPause,
    Duration steady) {

  /// Logs of one block are the largest of messages, and a few MiB at most.
  public static final SocketSettings DEFAULTS =
      new SocketSettings(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          8 << 20,
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));
}
