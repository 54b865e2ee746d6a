package dev.headgate.config;

/// One thing wrong with the configuration, where it stands and what to write instead.
///
/// @param file as the operator named it
/// @param line from 1; 0 when the whole file is meant
/// @param column from 1, in characters; 0 when the whole file is meant
/// @param lineText the line as it stands in the file, before anything is replaced in it
/// @param message what is wrong; never holds a replaced value, which may be a secret
/// @param hint what to write instead; may be empty
public record Problem(
    String file,
    int line,
    int column,
    Severity severity,
    String lineText,
    String message,
    String hint) {
  private static final int LONGEST_LINE_SHOWN = 200;

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /// `file:line:column: message`, the line, a caret under the spot, and the hint.
  public String render() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line).append(':').append(column);
    }
    text.append(isError() ? ": " : ": warning: ").append(message).append('\n');
    if (line > 0 && column <= LONGEST_LINE_SHOWN && !lineText.isBlank()) {
      text.append("  ").append(shown()).append("\n  ").append(indent()).append("^\n");
    }
    if (!hint.isEmpty()) {
      text.append("  ").append(hint).append('\n');
    }
    return text.toString();
  }

  /// Without control characters, which would reach the operator's terminal.
  private String shown() {
    String clean = lineText.replaceAll("[\\p{Cntrl}&&[^\t]]", "?").stripTrailing();
    return clean.codePointCount(0, clean.length()) <= LONGEST_LINE_SHOWN
        ? clean
        : clean.substring(0, clean.offsetByCodePoints(0, LONGEST_LINE_SHOWN)) + "...";
  }

  /// As wide as what stands before the column: tabs stay tabs.
  private String indent() {
    StringBuilder blank = new StringBuilder();
    lineText
        .codePoints()
        .limit(column - 1L)
        .forEach(character -> blank.append(character == '\t' ? '\t' : ' '));
    return blank.toString();
  }
}
