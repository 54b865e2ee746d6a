package dev.headgate.config;

import java.util.List;
import java.util.stream.Collectors;

/// The configuration is refused. The message is the text of every problem, ready to be printed.
public final class InvalidConfig extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  public InvalidConfig(List<Problem> problems) {
    super(problems.stream().map(Problem::render).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  /// All problems of the file, warnings too, in the order of the file.
  public List<Problem> problems() {
    return problems;
  }
}
