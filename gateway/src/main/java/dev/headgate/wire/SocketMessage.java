package dev.headgate.wire;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What a node said on its WebSocket, taken apart no further than needed.
sealed interface SocketMessage {

  /// The answer to one of our calls.
  ///
  /// @param text the result, when it is a string
  /// @param error the code, when it is an error; 0 when that has none
  record Answer(long id, Optional<String> text, OptionalLong error) implements SocketMessage {}

  /// News of a subscription.
  final class News implements SocketMessage {
    private final String subscription;
    private final byte[] result;

    News(String subscription, byte[] result) {
      this.subscription = subscription;
      this.result = result;
    }

    String subscription() {
      return subscription;
    }

    /// As the node wrote it.
    byte[] result() {
      return result;
    }
  }

  /// JSON that is neither, which nobody waits for.
  record Other() implements SocketMessage {}

  /// Reads one message.
  ///
  /// @return empty when it is no JSON object
  static Optional<SocketMessage> read(byte[] bytes) {
    try (JsonParser parser = Reader.JSON.createParser(ObjectReadContext.empty(), bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      SocketMessage message = new Reader(parser, bytes).message();
      return parser.nextToken() == null ? Optional.of(message) : Optional.empty();
    } catch (JacksonException broken) {
      return Optional.empty();
    }
  }

  /// One walk through one message.
  final class Reader {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser parser;
    private final byte[] bytes;
    private OptionalLong id = OptionalLong.empty();
    private OptionalLong error = OptionalLong.empty();
    private Optional<String> text = Optional.empty();
    private Optional<String> subscription = Optional.empty();
    private Optional<byte[]> news = Optional.empty();
    private boolean subscriptionMethod;

    private Reader(JsonParser parser, byte[] bytes) {
      this.parser = parser;
      this.bytes = bytes;
    }

    private SocketMessage message() {
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (key) {
          case "id" -> id = number();
          case "method" -> subscriptionMethod = string().equals(Optional.of("eth_subscription"));
          case "result" -> text = string();
          case "error" -> error = value == JsonToken.VALUE_NULL ? error : code();
          case "params" -> params();
          default -> parser.skipChildren();
        }
      }
      if (subscriptionMethod && subscription.isPresent() && news.isPresent()) {
        return new News(subscription.get(), news.get());
      }
      return id.isPresent() && !subscriptionMethod
          ? new Answer(id.getAsLong(), text, error)
          : new Other();
    }

    private void params() {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return;
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        switch (key) {
          case "subscription" -> subscription = string();
          case "result" -> news = Optional.of(raw());
          default -> parser.skipChildren();
        }
      }
    }

    private OptionalLong code() {
      OptionalLong code = OptionalLong.of(0);
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return code;
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean wanted = parser.currentName().equals("code");
        parser.nextToken();
        OptionalLong number = number();
        code = wanted && number.isPresent() ? number : code;
      }
      return code;
    }

    private Optional<String> string() {
      boolean string = parser.currentToken() == JsonToken.VALUE_STRING;
      parser.skipChildren();
      return string ? Optional.of(parser.getString()) : Optional.empty();
    }

    private OptionalLong number() {
      boolean whole =
          parser.currentToken() == JsonToken.VALUE_NUMBER_INT
              && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
      parser.skipChildren();
      return whole ? OptionalLong.of(parser.getLongValue()) : OptionalLong.empty();
    }

    private byte[] raw() {
      int from = (int) parser.currentTokenLocation().getByteOffset();
      parser.skipChildren();
      parser.finishToken();
      int to = (int) parser.currentLocation().getByteOffset();
      return Arrays.copyOfRange(bytes, from, to);
    }
  }
}
