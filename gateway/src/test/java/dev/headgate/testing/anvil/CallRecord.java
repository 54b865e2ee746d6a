package dev.headgate.testing.anvil;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One call as the client saw it. Times in milliseconds since the epoch, with fractions.
///
/// @param tag `read`, `burst`, `transaction`, or `pause` for a time in which the client itself
///   stood still
/// @param due when the call should have started; `start` when it did
/// @param value what was answered, or the error's text
/// @param node the node that the answer names
record CallRecord(
    String tag,
    String method,
    double due,
    double start,
    double end,
    boolean ok,
    String value,
    Optional<String> node) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Reads one line of what `load.mjs` writes.
  static CallRecord parse(String line) {
    JsonNode fields = JSON.readTree(line);
    return new CallRecord(
        fields.path("tag").asString(),
        fields.path("method").asString(),
        fields.path("due").asDouble(),
        fields.path("start").asDouble(),
        fields.path("end").asDouble(),
        fields.path("ok").asBoolean(),
        fields.path("value").asString(fields.path("error").asString("")),
        fields.path("node").asStringOpt());
  }

  boolean isPause() {
    return tag.equals("pause");
  }

  boolean isTransaction() {
    return tag.equals("transaction");
  }

  boolean isFlying(double at) {
    return start <= at && at < end;
  }

  /// From when the call was due, so that a client that was held up does not hide it.
  double latencyMs() {
    return end - due;
  }
}
