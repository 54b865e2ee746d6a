package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads what a node answered, as strictly as a request is read: what passes here may go to a
/// client byte for byte.
///
/// An answer has an id and either a result or an error. `"error":null` beside a result counts as
/// absent, and so does `"result":null` beside an error: old nodes write both. No method here throws
/// for what the bytes hold, or moves the buffer's indexes.
public final class AnswerReader {
  /// Characters kept of an error's message: enough to tell one error from another.
  public static final int MESSAGE = 512;

  private static final byte[] ID = ascii("id");
  private static final byte[] RESULT = ascii("result");
  private static final byte[] ERROR = ascii("error");
  private static final byte[] JSONRPC = ascii("jsonrpc");
  private static final byte[] CODE = ascii("code");
  private static final byte[] TEXT = ascii("message");

  /// One for each thread, as with [CallReader].
  private static final ThreadLocal<AnswerReader> READERS =
      ThreadLocal.withInitial(AnswerReader::new);

  private final JsonScanner scanner = new JsonScanner();
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  // Of the answer at hand.
  private String fault = "";
  private boolean versioned;
  private int idStart;
  private int idEnd;
  private int resultStart;
  private int resultEnd;
  private boolean resultNull;
  private boolean errorSeen;
  private int errorStart;
  private int errorEnd;
  private int code;
  private String message = "";

  private AnswerReader() {}

  private static AnswerReader of(ByteBuf body, int maxDepth) {
    AnswerReader reader = READERS.get();
    reader.body = body;
    reader.scanner.begin(body, maxDepth);
    return reader;
  }

  /// Reads the answer to a single call.
  ///
  /// @param maxDepth objects and arrays inside each other, the outermost counted
  public static Answer single(ByteBuf body, int maxDepth) {
    try {
      return of(body, maxDepth).single();
    } catch (NotJson e) {
      return new Answer.Malformed(why(body, e));
    }
  }

  /// Reads the answers to a batch, in the node's order, which need not be the calls'.
  ///
  /// @param maxElements the most answers that were asked for; more are malformed as a whole
  /// @return one answer when the node gave one object for all of it; a sole [Answer.Malformed] when
  ///   it is not JSON
  public static List<Answer> batch(ByteBuf body, int maxDepth, int maxElements) {
    try {
      return of(body, maxDepth).batch(maxElements);
    } catch (NotJson e) {
      return List.of(new Answer.Malformed(why(body, e)));
    }
  }

  /// Tells a long answer by its beginning: to stream it, to read it whole, or to refuse it. Only
  /// what stands before the result was validated.
  ///
  /// @param prefix the answer's first bytes
  public static Peek peek(ByteBuf prefix, int maxDepth) {
    try {
      return of(prefix, maxDepth).peek();
    } catch (NotJson e) {
      return e.cut() ? new Peek.Undecided() : new Peek.Malformed(why(prefix, e));
    }
  }

  /// Whether an answer that was streamed from its result on ends with the id that was sent, before
  /// or after `"jsonrpc":"2.0"` when that stands at the end too. An answer cut right behind an
  /// inner object that ends the same way looks whole here: that the HTTP message was complete is
  /// for the caller to know.
  ///
  /// @param tail the answer's last bytes, from inside its result or from the comma behind it
  /// @param id as it was sent to the node
  public static boolean tailHasId(ByteBuf tail, byte[] id) {
    return new Tail(tail).endsWithId(id);
  }

  private Answer single() throws NotJson {
    if (scanner.next() != '{') {
      return new Answer.Malformed(noObject());
    }
    Answer answer = object();
    scanner.nothingMore();
    return answer;
  }

  private List<Answer> batch(int maxElements) throws NotJson {
    if (scanner.next() != '[') {
      return List.of(single());
    }
    List<Answer> answers = new ArrayList<>();
    int count = 0;
    for (boolean more = scanner.open(); more; more = scanner.more()) {
      if (++count <= maxElements) {
        answers.add(element());
      } else {
        scanner.value();
      }
    }
    scanner.nothingMore();
    return count <= maxElements
        ? Collections.unmodifiableList(answers)
        : List.of(
            new Answer.Malformed(count + " answers, where at most " + maxElements + " were due"));
  }

  private Answer element() throws NotJson {
    if (scanner.next() == '{') {
      return object();
    }
    scanner.value();
    return new Answer.Malformed("an element that is not an object");
  }

  private Answer object() throws NotJson {
    forget();
    int start = scanner.position();
    for (boolean more = scanner.open(); more; more = scanner.more()) {
      scanner.key();
      member();
    }
    return answer(start, scanner.position());
  }

  private Answer answer(int start, int end) {
    if (fault.isEmpty()) {
      fault = missing();
    }
    if (!fault.isEmpty()) {
      return new Answer.Malformed(fault);
    }
    return errorStart >= 0
        ? new Answer.Error(start, end, idStart, idEnd, errorStart, errorEnd, code, message)
        : new Answer.Result(start, end, idStart, idEnd, resultStart, resultEnd);
  }

  private String missing() {
    if (errorStart < 0 && resultStart < 0) {
      return "neither result nor error";
    }
    if (errorStart >= 0 && resultStart >= 0 && !resultNull) {
      return "both result and error";
    }
    return idStart < 0 ? "no id" : "";
  }

  private void forget() {
    fault = "";
    versioned = false;
    idStart = -1;
    idEnd = -1;
    resultStart = -1;
    resultEnd = -1;
    resultNull = false;
    errorSeen = false;
    errorStart = -1;
    errorEnd = -1;
    code = 0;
    message = "";
  }

  /// The key is read already, its value not yet.
  private void member() throws NotJson {
    if (scanner.textIs(RESULT)) {
      once(resultStart >= 0, "result");
      result();
    } else if (scanner.textIs(ID)) {
      id();
    } else if (scanner.textIs(ERROR)) {
      once(errorSeen, "error");
      error();
    } else {
      other();
    }
  }

  private void result() throws NotJson {
    resultNull = scanner.next() == 'n';
    resultStart = scanner.position();
    scanner.value();
    resultEnd = scanner.position();
  }

  private void id() throws NotJson {
    once(idStart >= 0, "id");
    int first = scanner.next();
    idStart = scanner.position();
    scanner.value();
    idEnd = scanner.position();
    if (first == '{' || first == '[' || first == 't' || first == 'f') {
      fault("an id that is no number, string or null");
    }
  }

  private void error() throws NotJson {
    errorSeen = true;
    int first = scanner.next();
    int start = scanner.position();
    if (first == '{') {
      for (boolean more = scanner.open(); more; more = scanner.more()) {
        errorMember();
      }
      errorStart = start;
      errorEnd = scanner.position();
      return;
    }
    scanner.value();
    if (first != 'n') {
      fault("an error that is not an object");
    }
  }

  private void errorMember() throws NotJson {
    scanner.key();
    boolean isCode = scanner.textIs(CODE);
    boolean isMessage = scanner.textIs(TEXT);
    int first = scanner.next();
    int start = scanner.position();
    scanner.value();
    if (isCode) {
      code = integer(start, scanner.position());
    } else if (isMessage && first == '"') {
      message = JsonText.unquote(body, start, scanner.position(), MESSAGE);
    }
  }

  private void other() throws NotJson {
    if (scanner.textIs(JSONRPC)) {
      once(versioned, "jsonrpc");
      versioned = true;
    }
    scanner.value();
  }

  /// The whole number of 32 bits that is spelled there, or 0.
  private int integer(int start, int end) {
    if (end - start > "-2147483648".length()) {
      return 0;
    }
    String digits =
        body.toString(body.readerIndex() + start, end - start, StandardCharsets.US_ASCII);
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void once(boolean seen, String key) {
    if (seen) {
      fault("the key \"" + key + "\" twice");
    }
  }

  private void fault(String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
  }

  private Peek peek() throws NotJson {
    int first = scanner.next();
    if (first == JsonScanner.END) {
      return new Peek.Undecided();
    }
    if (first != '{') {
      return new Peek.Malformed(noObject());
    }
    forget();
    boolean more = scanner.open();
    while (more) {
      scanner.key();
      int value = scanner.next();
      // Beside a null one the other may still come.
      if (scanner.textIs(RESULT) && value != 'n' && value != JsonScanner.END) {
        once(resultStart >= 0, "result");
        return begins();
      }
      if (scanner.textIs(ERROR) && value == '{') {
        return new Peek.ErrorBegins();
      }
      member();
      more = scanner.more();
    }
    return fault.isEmpty() && resultStart >= 0 ? begins() : new Peek.Malformed(peekFault());
  }

  private Peek begins() {
    return fault.isEmpty() ? new Peek.ResultBegins(idStart, idEnd) : new Peek.Malformed(fault);
  }

  private String peekFault() {
    return fault.isEmpty() ? "neither result nor error" : fault;
  }

  private String noObject() {
    return switch (scanner.next()) {
      case JsonScanner.END -> "empty body";
      case '<' -> "HTML";
      case '[' -> "a batch in answer to a single call";
      default -> "not an object";
    };
  }

  private static String why(ByteBuf body, NotJson e) {
    return e.cut() ? "cut off after " + body.readableBytes() + " bytes" : "not JSON: " + e.why();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// Reads backward from the last byte.
  private static final class Tail {
    private static final byte[] COMMA = ascii(",");
    private static final byte[] COLON = ascii(":");
    private static final byte[] BRACE = ascii("}");
    private static final byte[] ID_KEY = ascii("\"id\"");
    private static final byte[] VERSION_KEY = ascii("\"jsonrpc\"");
    private static final byte[] VERSION = ascii("\"2.0\"");

    private final ByteBuf bytes;
    private int end;

    Tail(ByteBuf bytes) {
      this.bytes = bytes;
      this.end = bytes.writerIndex();
    }

    boolean endsWithId(byte[] id) {
      if (!takes(BRACE)) {
        return false;
      }
      int mark = end;
      if (!takesMember(VERSION_KEY, VERSION)) {
        end = mark;
      }
      return takesMember(ID_KEY, id);
    }

    private boolean takesMember(byte[] key, byte[] value) {
      return takes(value) && takes(COLON) && takes(key) && takes(COMMA);
    }

    private boolean takes(byte[] token) {
      while (end > bytes.readerIndex() && space(bytes.getByte(end - 1))) {
        end--;
      }
      int start = end - token.length;
      if (start < bytes.readerIndex()) {
        return false;
      }
      for (int i = 0; i < token.length; i++) {
        if (bytes.getByte(start + i) != token[i]) {
          return false;
        }
      }
      end = start;
      return true;
    }

    private static boolean space(int c) {
      return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }
  }
}
