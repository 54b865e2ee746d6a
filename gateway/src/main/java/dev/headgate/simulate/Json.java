package dev.headgate.simulate;

import java.math.BigInteger;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/// Writes one JSON object, in the order it is told.
final class Json {
  private final StringBuilder out = new StringBuilder("{");

  private Json() {}

  static Json object() {
    return new Json();
  }

  static String array(Collection<String> values) {
    return "[" + String.join(",", values) + "]";
  }

  static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }

  /// A member whose value is JSON already.
  Json raw(String key, String json) {
    out.append(out.length() == 1 ? "\"" : ",\"").append(key).append("\":").append(json);
    return this;
  }

  Json text(String key, String value) {
    return raw(key, quoted(value));
  }

  Json orNull(String key, @Nullable String value) {
    return raw(key, value == null ? "null" : quoted(value));
  }

  Json quantity(String key, long value) {
    return raw(key, "\"" + Hashes.quantity(value) + "\"");
  }

  Json quantity(String key, BigInteger value) {
    return raw(key, "\"0x" + value.toString(16) + "\"");
  }

  String end() {
    return out.append('}').toString();
  }
}
