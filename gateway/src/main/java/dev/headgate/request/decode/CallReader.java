package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Reads a request's body: one pass that finds the spans and refuses whatever two nodes might read
/// differently.
///
/// Nodes written in Go match the keys of a call without regard to case and take the last of two, so
/// a call that names `jsonrpc`, `id`, `method` or `params` twice (unescaped, case folded as
/// `encoding/json` folds: ASCII, U+017F as s, U+212A as k), or spells one of them in another case,
/// is refused: no node may read another method than the gateway did.
public final class CallReader {
  private static final byte[] VERSION = "2.0".getBytes(StandardCharsets.US_ASCII);
  private static final int PLAIN_DIGITS = 15;
  private static final int PLAIN_TEXT = 128;

  /// One for each thread: nearly half a kilobyte of each call's garbage was its two readers.
  private static final ThreadLocal<CallReader> READERS = ThreadLocal.withInitial(CallReader::new);

  private final JsonScanner scanner = new JsonScanner();
  private ByteBuf body = Unpooled.EMPTY_BUFFER;

  // Of the element at hand.
  private int seen;
  private String fault = "";
  private boolean repeated;
  private Method method = MethodTable.NONE;
  private int idStart;
  private int idEnd;
  private int paramsStart;
  private int paramsEnd;

  private CallReader() {}

  /// Reads the readable bytes of `body` and leaves its indexes as they are. All spans are offsets
  /// from its reader index. Never throws for what the bytes hold.
  public static Request read(ByteBuf body, ReadLimits limits) {
    try {
      return READERS.get().request(body, limits);
    } catch (NotJson e) {
      return new Request.Refused(RpcError.notJson(e.why()));
    }
  }

  private Request request(ByteBuf body, ReadLimits limits) throws NotJson {
    this.body = body;
    scanner.begin(body, limits.maxDepth());
    int first = scanner.next();
    if (first == JsonScanner.END) {
      return new Request.Refused(
          RpcError.notJson("the body is empty: send a JSON-RPC call or a batch of them"));
    }
    Request request = first == '[' ? batch(limits) : new Request.Single(element());
    scanner.nothingMore();
    return request;
  }

  /// Reads on beyond the limit, keeping nothing: whether it is JSON at all comes first.
  private Request batch(ReadLimits limits) throws NotJson {
    List<Element> elements = new ArrayList<>();
    int count = 0;
    for (boolean more = scanner.open(); more; more = scanner.more()) {
      if (++count <= limits.maxBatch()) {
        elements.add(element());
      } else {
        scanner.value();
      }
    }
    if (count == 0) {
      return refused("the batch is empty: send at least one call");
    }
    if (count > limits.maxBatch()) {
      return refused(
          "the batch has " + count + " calls, the limit is " + limits.maxBatch() + ": split it");
    }
    return new Request.Batch(Collections.unmodifiableList(elements));
  }

  private static Request refused(String why) {
    return new Request.Refused(RpcError.notARequest(why));
  }

  private Element element() throws NotJson {
    if (scanner.next() != '{') {
      scanner.value();
      return new Element.Bad(RpcError.notARequest("a call must be an object"), -1, -1);
    }
    forget();
    int start = scanner.position();
    for (boolean more = scanner.open(); more; more = scanner.more()) {
      member();
    }
    int end = scanner.position();
    if (fault.isEmpty()) {
      fault = missing();
    }
    return fault.isEmpty()
        ? new Call(method, start, end, idStart, idEnd, plainId(), paramsStart, paramsEnd)
        : new Element.Bad(RpcError.notARequest(fault), idStart, idEnd);
  }

  private void forget() {
    seen = 0;
    fault = "";
    repeated = false;
    method = MethodTable.NONE;
    idStart = -1;
    idEnd = -1;
    paramsStart = -1;
    paramsEnd = -1;
  }

  private String missing() {
    if ((seen & CallKey.JSONRPC.bit) == 0) {
      return "\"jsonrpc\" is missing: write \"jsonrpc\":\"2.0\"";
    }
    return (seen & CallKey.METHOD.bit) == 0 ? "\"method\" is missing" : "";
  }

  private void member() throws NotJson {
    scanner.key();
    CallKey key = CallKey.exactly(scanner);
    CallKey folded = key == CallKey.OTHER ? CallKey.folded(scanner) : key;
    if ((seen & folded.bit) != 0) {
      repeat(folded);
    } else if (key != folded) {
      fault("write \"" + folded.text + "\", not \"" + scanner.textString() + "\"");
      scanner.value();
    } else {
      known(key);
    }
    seen |= folded.bit;
  }

  /// Of two keys each reader takes its own pick; the id of such a call is not to be trusted either.
  private void repeat(CallKey key) throws NotJson {
    scanner.value();
    if (!repeated) {
      repeated = true;
      fault =
          "the key \"" + key.text + "\" is there twice (nodes may read it without regard to case)";
    }
    if (key == CallKey.ID) {
      idStart = -1;
      idEnd = -1;
    }
  }

  private void known(CallKey key) throws NotJson {
    switch (key) {
      case JSONRPC -> version();
      case ID -> id();
      case METHOD -> method();
      case PARAMS -> params();
      case OTHER -> scanner.value();
    }
  }

  private void version() throws NotJson {
    if (text() && scanner.textIs(VERSION)) {
      return;
    }
    fault("\"jsonrpc\" must be \"2.0\"");
  }

  private void id() throws NotJson {
    int first = scanner.next();
    int start = scanner.position();
    scanner.value();
    switch (first) {
      case '{', '[', 't', 'f' -> fault("\"id\" must be a number, a string or null");
      default -> {
        idStart = start;
        idEnd = scanner.position();
      }
    }
  }

  private void method() throws NotJson {
    if (!text()) {
      fault("\"method\" must be a string");
    } else if (scanner.textLength() == 0) {
      fault("\"method\" is empty");
    } else if (scanner.textLength() > JsonScanner.KEPT) {
      fault("the method's name is longer than " + JsonScanner.KEPT + " bytes");
    } else if (unprintable()) {
      fault("the method's name holds a control character or half of a surrogate pair");
    } else {
      method = scanner.method();
    }
  }

  /// Such names some nodes cut short, and would then read another method than the gateway did.
  private boolean unprintable() {
    boolean found = scanner.loneSurrogate();
    for (int i = 0; i < scanner.textLength(); i++) {
      int c = scanner.text(i);
      found |= (c >= 0 && c < ' ') || c == 0x7f;
    }
    return found;
  }

  private void params() throws NotJson {
    int first = scanner.next();
    paramsStart = scanner.position();
    scanner.value();
    paramsEnd = scanner.position();
    // Many clients write null for none.
    if (first != '[' && first != '{' && first != 'n') {
      fault("\"params\" must be an array or an object");
    }
  }

  /// Takes the value; whether it was a string, whose text is then kept.
  private boolean text() throws NotJson {
    if (scanner.next() == '"') {
      scanner.keptString();
      return true;
    }
    scanner.value();
    return false;
  }

  /// The first fault is the one told, except that a repeated key outdoes the others.
  private void fault(String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
  }

  private boolean plainId() {
    if (idStart < 0) {
      return false;
    }
    int base = body.readerIndex();
    int from = base + idStart;
    int to = base + idEnd;
    return body.getByte(from) == '"' ? plainText(from + 1, to - 1) : plainNumber(from, to);
  }

  private boolean plainNumber(int from, int to) {
    boolean plain = to - from <= PLAIN_DIGITS;
    for (int i = from; plain && i < to; i++) {
      int c = body.getByte(i);
      plain = c >= '0' && c <= '9';
    }
    return plain;
  }

  private boolean plainText(int from, int to) {
    boolean plain = to - from <= PLAIN_TEXT;
    for (int i = from; plain && i < to; i++) {
      plain = plainCharacter(body.getByte(i));
    }
    return plain;
  }

  /// Printable ASCII less what some encoders escape though they need not: Go the first three,
  /// others the last two.
  private static boolean plainCharacter(int c) {
    return switch (c) {
      case '<', '>', '&', '/', '\'', '\\' -> false;
      default -> c >= ' ' && c < 0x7f;
    };
  }
}
