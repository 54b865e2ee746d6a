package dev.headgate.simulate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// One call as it arrived.
///
/// @param id as it was spelled, `null` included; empty for a notification
/// @param method empty when there is none, so that this is no request
/// @param params an array or an object, or null when there are none
record RpcRequest(Optional<String> id, Optional<String> method, @Nullable JsonNode params) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNumberLength(2_000_000)
                          .maxStringLength(100_000_000)
                          .build())
                  .build())
          .build();

  /// A whole HTTP body.
  ///
  /// @param batch true when it was an array
  record Parsed(boolean batch, List<RpcRequest> calls) {}

  /// @throws RpcRefusal when the bytes are no JSON
  static Parsed parse(byte[] bytes) {
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      Parsed parsed = parse(parser, bytes);
      if (parser.nextToken() != null) {
        throw new RpcRefusal(RpcRefusal.PARSE, "parse error");
      }
      return parsed;
    } catch (JacksonException wrong) {
      throw new RpcRefusal(RpcRefusal.PARSE, "parse error");
    }
  }

  private static Parsed parse(JsonParser parser, byte[] bytes) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new RpcRefusal(RpcRefusal.PARSE, "parse error");
    }
    if (first != JsonToken.START_ARRAY) {
      return new Parsed(false, List.of(one(parser, bytes)));
    }
    List<RpcRequest> calls = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      calls.add(one(parser, bytes));
    }
    return new Parsed(true, calls);
  }

  /// Stands at the first token of a value, and leaves the parser at its last.
  private static RpcRequest one(JsonParser parser, byte[] bytes) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new RpcRequest(Optional.of("null"), Optional.empty(), null);
    }
    Optional<String> id = Optional.empty();
    Optional<String> method = Optional.empty();
    JsonNode params = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "id" -> id = Optional.of(raw(parser, bytes));
        case "method" -> method = text(parser);
        case "params" -> params = parser.readValueAsTree();
        default -> parser.skipChildren();
      }
    }
    return new RpcRequest(id, method, params);
  }

  private static Optional<String> text(JsonParser parser) {
    boolean text = parser.currentToken() == JsonToken.VALUE_STRING;
    parser.skipChildren();
    return text ? Optional.of(parser.getString()) : Optional.empty();
  }

  /// The bytes of the value, as they were spelled.
  private static String raw(JsonParser parser, byte[] bytes) {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return new String(bytes, from, to - from, StandardCharsets.UTF_8).trim();
  }

  /// The parameter at `index`, null when it is not there or is JSON's null.
  @Nullable JsonNode param(int index) {
    if (!(params instanceof ArrayNode array) || index >= array.size()) {
      return null;
    }
    JsonNode found = array.get(index);
    return found.isNull() ? null : found;
  }

  /// A parameter that must be there, as text.
  String text(int index) {
    JsonNode found = param(index);
    if (found == null) {
      throw new RpcRefusal(
          RpcRefusal.INVALID_PARAMS, "missing value for required argument " + index);
    }
    if (!found.isString()) {
      throw invalid(index, "json: cannot unmarshal non-string into Go value of type string");
    }
    return found.asString("");
  }

  boolean flag(int index) {
    JsonNode found = param(index);
    return found != null && found.isBoolean() && found.asBoolean();
  }

  /// A decimal or `0x` number; `otherwise` when it is not there.
  long number(int index, long otherwise) {
    JsonNode found = param(index);
    if (found == null) {
      return otherwise;
    }
    return found.isIntegralNumber() ? found.asLong() : quantity(index, found.asString(""));
  }

  static long quantity(int index, String text) {
    if (!text.startsWith("0x")) {
      throw invalid(index, "hex string without 0x prefix");
    }
    try {
      return Long.parseLong(text, 2, text.length(), 16);
    } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
      throw invalid(index, "invalid hex string");
    }
  }

  static RpcRefusal invalid(int index, String why) {
    return new RpcRefusal(RpcRefusal.INVALID_PARAMS, "invalid argument " + index + ": " + why);
  }
}
