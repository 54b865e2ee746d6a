package dev.headgate.config;

import java.util.List;
import java.util.Map;

/// What stands in a file: a tree of values that know their place. Everything is text until a [Form]
/// reads it, so that no rule of YAML turns `010` or `1e3` into another number than was meant.
sealed interface Yaml {

  Spot spot();

  /// A single value.
  ///
  /// @param plain written without quotes
  record Scalar(Spot spot, String text, boolean plain) implements Yaml {
    /// Nothing was written after the key.
    boolean isEmpty() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  record Items(Spot spot, List<Yaml> items) implements Yaml {}

  /// A mapping.
  ///
  /// @param entries in the order of the file
  record Keys(Spot spot, Map<String, Entry> entries) implements Yaml {}

  /// A key's place and its value.
  record Entry(Spot spot, Yaml value) {}
}
