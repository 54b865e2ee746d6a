package dev.headgate.config;

import java.util.List;

/// What came of a reload.
public sealed interface Reloaded {

  /// For people, without any secret: what changed, or why nothing did and what to do.
  String sentence();

  /// The new configuration is in force.
  record Applied(String sentence) implements Reloaded {}

  /// The configuration says what it said before.
  record Unchanged(String sentence) implements Reloaded {}

  /// The configuration before stays in force, all of it.
  ///
  /// @param problems of the file, with line and column; empty when the file is not what was wrong
  record Refused(String sentence, List<Problem> problems) implements Reloaded {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
