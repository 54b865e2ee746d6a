package dev.headgate.config;

import java.util.Set;

/// What stood outside the file and came into it by `${...}`: nobody who is shown the settings need
/// see it. Never print it.
///
/// @param fromFiles texts of `${file:...}`
/// @param fromVariables texts of `${NAME}`
public record Secrets(Set<String> fromFiles, Set<String> fromVariables) {
  /// Nothing came from outside.
  public static final Secrets NONE = new Secrets(Set.of(), Set.of());

  public Secrets {
    fromFiles = Set.copyOf(fromFiles);
    fromVariables = Set.copyOf(fromVariables);
  }

  /// Whether a part of a URL's path holds any of it.
  boolean isIn(String part) {
    return isFromFileIn(part) || holds(fromVariables, part);
  }

  boolean isFromFileIn(String part) {
    return holds(fromFiles, part);
  }

  private static boolean holds(Set<String> texts, String part) {
    return texts.stream().anyMatch(text -> !text.isEmpty() && overlap(part, text));
  }

  /// A text with slashes makes several parts.
  private static boolean overlap(String part, String text) {
    return part.contains(text) || (text.contains("/") && text.contains(part));
  }

  @Override
  public String toString() {
    return fromFiles.size() + fromVariables.size() + " texts";
  }
}
