package dev.headgate.config;

import java.util.Map;

/// How one kind of value is written.
interface Form<T> {
  T read(String text) throws Unfit;

  /// What a JSON Schema says of such a value: never less than [#read] takes, seen as YAML 1.2 sees
  /// it. Any text, unless the form says more.
  default Map<String, Object> schema() {
    return Schemas.anything();
  }
}
