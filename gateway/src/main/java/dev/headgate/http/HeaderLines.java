package dev.headgate.http;

/// Walks header lines, or those of a trailer, up to and with the empty line behind them. Values
/// that nobody wants are passed over and not kept.
///
/// Refused are lines that end in a bare line feed, folded lines, blanks before a colon, control
/// characters, too many lines or bytes.
///
/// Keeps its place between pieces.
public final class HeaderLines {

  /// Who reads the lines.
  public interface Wants {

    /// How many bytes of this line's value are wanted at most; 0 when nobody asks for it.
    int wanted(Word name);

    /// A value that is wanted, without the blanks around it.
    void value(Word value);
  }

  /// What these lines may be, and how it is said when they are not.
  ///
  /// @param part what they are lines of: `header` or `trailer`
  /// @param folded the clause for a line that begins with a blank
  /// @param tooLong the clause for a value that is longer than wanted
  /// @param mostLines of it
  /// @param mostBytes of it, line ends and all
  public record Bounds(
      String part, String folded, String tooLong, String over, int mostLines, int mostBytes) {}

  private static final int MOST_NAME = 64;

  private enum At {
    LINE,
    NAME,
    BLANKS,
    VALUE,
    PASSED_OVER,
    LINE_LF,
    END_LF,
    OVER
  }

  private final Bounds bounds;
  private final Wants wants;
  private final Fault fault;
  private final Word word = new Word();
  private At at = At.LINE;
  private int most;
  private int lines;
  private int count;

  public HeaderLines(Bounds bounds, Wants wants, Fault fault) {
    this.bounds = bounds;
    this.wants = wants;
    this.fault = fault;
  }

  /// A first line comes next.
  ///
  /// @param before bytes that have come already and count with these
  public void begin(int before) {
    at = At.LINE;
    lines = 0;
    count = before;
  }

  /// Whether the empty line has been read.
  public boolean over() {
    return at == At.OVER;
  }

  /// Reads on from `bytes[from, to)`; where it stopped: behind the empty line, at a fault or at the
  /// end.
  public int read(byte[] bytes, int from, int to) {
    int end = from + Math.min(to - from, Math.max(0, bounds.mostBytes - count));
    int i = from;
    while (i < end && at != At.OVER && !fault.found()) {
      i = step(bytes, i, end);
    }
    count += i - from;
    if (i == end && i < to && at != At.OVER) {
      fault.is(bounds.over);
    }
    return i;
  }

  private int step(byte[] bytes, int from, int to) {
    return switch (at) {
      case LINE -> line(bytes[from]) ? from + 1 : from;
      case NAME -> name(bytes, from, to);
      case BLANKS -> blanks(bytes, from, to);
      case VALUE -> value(bytes, from, to);
      case PASSED_OVER -> passOver(bytes, from, to);
      case LINE_LF -> lineFeed(bytes[from], At.LINE, from);
      case END_LF -> lineFeed(bytes[from], At.OVER, from);
      case OVER -> from;
    };
  }

  private int lineFeed(byte b, At next, int from) {
    if (b != '\n') {
      fault.is("a carriage return without its line feed");
    }
    at = next;
    return from + 1;
  }

  /// Whether the byte is not of the line's name.
  private boolean line(byte b) {
    if (b == '\r') {
      at = At.END_LF;
      return true;
    }
    if (HttpBytes.isBlank(b)) {
      fault.is(bounds.folded);
    } else if (++lines > bounds.mostLines) {
      fault.is("more than " + bounds.mostLines + " " + bounds.part + " lines");
    } else if (b == ':') {
      fault.is("a " + bounds.part + " without a name");
    }
    word.clear();
    at = At.NAME;
    return false;
  }

  private int name(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isToken(bytes[i])) {
      i++;
    }
    word.add(bytes, from, i, MOST_NAME); // a longer one is no name that anybody knows
    if (i == to) {
      return i;
    }
    if (bytes[i] != ':') {
      fault.is("a " + bounds.part + "'s name is a token with a colon right behind it");
      return i;
    }
    most = wants.wanted(word);
    word.clear();
    at = most > 0 ? At.BLANKS : At.PASSED_OVER;
    return i + 1;
  }

  private int blanks(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isBlank(bytes[i])) {
      i++;
    }
    if (i < to) {
      at = At.VALUE;
    }
    return i;
  }

  private int value(byte[] bytes, int from, int to) {
    int i = passOver(bytes, from, to);
    boolean ended = at == At.LINE_LF;
    if (!word.add(bytes, from, ended ? i - 1 : i, most)) {
      fault.is(bounds.tooLong);
    } else if (ended) {
      word.strip();
      wants.value(word);
    }
    return i;
  }

  private int passOver(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to && HttpBytes.isValue(bytes[i])) {
      i++;
    }
    if (i == to) {
      return i;
    }
    if (bytes[i] != '\r') {
      fault.is("a control character in a " + bounds.part);
      return i;
    }
    at = At.LINE_LF;
    return i + 1;
  }
}
