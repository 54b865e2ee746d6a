package dev.headgate.testing.anvil;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// A block as a node tells it; the timestamp in seconds, the transactions as hashes in block order.
record Block(long number, long timestamp, String hash, List<String> transactions) {
  static Block of(JsonNode answer) {
    return new Block(
        quantity(answer.path("number")),
        quantity(answer.path("timestamp")),
        answer.path("hash").asString(),
        StreamSupport.stream(answer.path("transactions").spliterator(), false)
            .map(JsonNode::asString)
            .toList());
  }

  private static long quantity(JsonNode hex) {
    return Long.decode(hex.asString());
  }
}
