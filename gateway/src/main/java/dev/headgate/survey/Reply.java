package dev.headgate.survey;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What came of one question.
sealed interface Reply {

  /// A result, which may be JSON's null.
  record Result(JsonNode value) implements Reply {}

  /// A JSON-RPC error.
  record Refusal(int code, String message) implements Reply {}

  /// No answer, or one that is no JSON-RPC.
  ///
  /// @param why in words without an address
  record Nothing(String why) implements Reply {}

  /// Reads the answer to a single call.
  static Reply of(String body) {
    try {
      JsonNode read = JsonMapper.shared().readTree(body);
      if (read != null && read.isObject()) {
        return ofObject(read);
      }
    } catch (JacksonException _) {
      // Its text quotes the node.
    }
    return new Nothing("an answer that is no JSON-RPC: is this the address of a node?");
  }

  private static Reply ofObject(JsonNode read) {
    JsonNode error = read.path("error");
    if (error.isObject()) {
      return new Refusal(error.path("code").asInt(0), error.path("message").asString(""));
    }
    return read.has("result")
        ? new Result(read.path("result"))
        : new Nothing("an answer without a result: is this the address of a node?");
  }
}
