package dev.headgate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Parts of a JSON Schema (draft 2020-12). Each lets through what holds `${...}`: nobody knows what
/// it will be.
final class Schemas {
  private static final String REPLACED = "\\$\\{";

  private Schemas() {}

  /// Any single value: YAML takes `8545` for a number and `true` for a truth value, and the reader
  /// takes both for text.
  static Map<String, Object> anything() {
    return of("type", List.of("string", "number", "boolean"));
  }

  /// Text.
  ///
  /// @param regex the whole of it, as ECMA-262 writes it
  static Map<String, Object> text(String regex) {
    return with(of("type", "string"), "pattern", orReplaced(regex));
  }

  /// As [#text], but YAML may take it for something else than a string.
  static Map<String, Object> word(String regex) {
    return with(anything(), "pattern", orReplaced(regex));
  }

  /// A whole number, or text that is one.
  ///
  /// @param regex of the text
  static Map<String, Object> whole(long least, long most, String regex) {
    Map<String, Object> schema = of("type", List.of("integer", "string"));
    schema.put("minimum", least);
    schema.put("maximum", most);
    schema.put("pattern", orReplaced(regex));
    return schema;
  }

  static Map<String, Object> yesNo() {
    return with(of("type", List.of("boolean", "string")), "pattern", orReplaced("true|false"));
  }

  static Map<String, Object> oneOf(List<String> words) {
    return of("anyOf", List.of(of("enum", words), with(of("type", "string"), "pattern", REPLACED)));
  }

  /// A pattern that takes a scheme in any case, which ECMA-262 has no flag for.
  static Map<String, Object> url(String plain, String secure) {
    return text("(?:" + anyCase(plain) + "|" + anyCase(secure) + ")://[!-.0-~][!-~]*");
  }

  /// The same mapping or list, which must have something in it; any other schema as it is.
  static Map<String, Object> notEmpty(Map<String, Object> schema) {
    if (List.of("object", "null").equals(schema.get("type"))) {
      schema.put("type", "object");
      schema.put("minProperties", 1);
    } else if (List.of("array", "null").equals(schema.get("type"))) {
      schema.put("type", "array");
      schema.put("minItems", 1);
    }
    return schema;
  }

  private static String anyCase(String word) {
    return word.chars()
        .mapToObj(letter -> "[%c%c]".formatted(Character.toUpperCase(letter), letter))
        .collect(Collectors.joining());
  }

  private static String orReplaced(String regex) {
    return REPLACED + "|^(?:" + regex + ")$";
  }

  static Map<String, Object> of(String key, Object value) {
    return with(new LinkedHashMap<>(), key, value);
  }

  static Map<String, Object> with(Map<String, Object> schema, String key, Object value) {
    schema.put(key, value);
    return schema;
  }
}
