package dev.headgate.operate;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The body of an order: a JSON object of the keys that its act takes.
///
/// @param body an object
record AdminRequest(JsonNode body) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m)");
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_WHY = 200;

  /// What is wrong with a body, and what to write instead.
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    Wrong(String sentence) {
      super(sentence, null, false, false);
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }

  /// @param text empty means `{}`
  /// @param keys that the act takes
  static AdminRequest of(String act, String text, List<String> keys) throws Wrong {
    String takes = act + " takes a JSON object with " + String.join(", ", keys);
    JsonNode body = read(text.isBlank() ? "{}" : text, takes);
    if (!body.isObject()) {
      throw new Wrong("the body is no object; " + takes);
    }
    for (String key : body.propertyNames()) {
      if (!keys.contains(key)) {
        throw new Wrong("unknown key `" + shown(key) + "`; " + takes);
      }
    }
    return new AdminRequest(body);
  }

  private static JsonNode read(String text, String takes) throws Wrong {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      throw new Wrong("the body is not JSON, or names a key twice; " + takes);
    }
  }

  String needed(String key) throws Wrong {
    return optional(key).orElseThrow(() -> new Wrong("`" + key + "` is missing; give its name"));
  }

  Optional<String> optional(String key) throws Wrong {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString() || value.asString().isBlank()) {
      throw new Wrong("`" + key + "` is no name; write a string");
    }
    if (value.asString().length() > LONGEST_NAME) {
      throw new Wrong("`" + key + "` is longer than any name here");
    }
    return Optional.of(value.asString());
  }

  boolean flag(String key) throws Wrong {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isBoolean()) {
      return value.asBoolean(false);
    }
    throw new Wrong("`" + key + "` is neither true nor false");
  }

  /// One line, for logs and pages.
  String why() throws Wrong {
    JsonNode value = body.path("why");
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isString() || value.asString().length() > LONGEST_WHY) {
      throw new Wrong("`why` is no text of at most " + LONGEST_WHY + " characters; shorten it");
    }
    return value.asString().replaceAll("[\\p{C}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
  }

  Duration within(Duration usual, Duration most) throws Wrong {
    JsonNode value = body.path("within");
    if (value.isMissingNode()) {
      return usual;
    }
    Matcher parts = DURATION.matcher(value.isString() ? value.asString() : "");
    if (parts.matches()) {
      long count = Long.parseLong(parts.group(1));
      Duration read =
          parts.group(2).equals("m") ? Duration.ofMinutes(count) : Duration.ofSeconds(count);
      if (read.isPositive() && read.compareTo(most) <= 0) {
        return read;
      }
    }
    throw new Wrong("`within` is no time to wait; write 1s to " + most.toMinutes() + "m");
  }

  /// A name that a stranger sent, fit to be sent back.
  static String shown(String name) {
    String plain = name.replaceAll("[^\\w.-]", "?");
    return plain.length() <= 64 ? plain : plain.substring(0, 64) + "...";
  }
}
