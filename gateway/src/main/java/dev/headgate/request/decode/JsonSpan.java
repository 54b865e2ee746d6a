package dev.headgate.request.decode;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// One JSON value inside a request that was scanned before.
///
/// @param bytes holds it from `start` to `end`, counted from its reader index
record JsonSpan(ByteBuf bytes, int start, int end) {
  private static final String CHANGED = "not the bytes that were scanned before";

  /// Its first byte, which tells what it is.
  int first() {
    return bytes.getByte(bytes.readerIndex() + start);
  }

  /// A string's unescaped text; anything else as it is spelled.
  String text() {
    return first() == '"'
        ? JsonText.unquote(bytes, start, end, end - start)
        : slice().toString(StandardCharsets.US_ASCII);
  }

  /// The value of an object's member; the last one when there are several, as Go's decoder has it.
  Optional<JsonSpan> member(String key) {
    ByteBuf object = slice();
    try {
      JsonScanner scanner = new JsonScanner(object, object.readableBytes());
      scanner.next();
      Optional<JsonSpan> found = Optional.empty();
      boolean more = scanner.open();
      while (more) {
        scanner.next();
        scanner.key();
        boolean wanted = scanner.textString().equals(key);
        scanner.next();
        int from = scanner.position();
        scanner.value();
        if (wanted) {
          found = Optional.of(new JsonSpan(object, from, scanner.position()));
        }
        more = scanner.more();
      }
      return found;
    } catch (NotJson e) {
      throw new IllegalArgumentException(CHANGED, e);
    }
  }

  /// An array's element; empty when it has fewer.
  Optional<JsonSpan> element(int index) {
    ByteBuf array = slice();
    try {
      JsonScanner scanner = new JsonScanner(array, array.readableBytes());
      scanner.next();
      boolean more = scanner.open();
      for (int i = 0; more; i++) {
        scanner.next();
        int from = scanner.position();
        scanner.value();
        if (i == index) {
          return Optional.of(new JsonSpan(array, from, scanner.position()));
        }
        more = scanner.more();
      }
      return Optional.empty();
    } catch (NotJson e) {
      throw new IllegalArgumentException(CHANGED, e);
    }
  }

  private ByteBuf slice() {
    return bytes.slice(bytes.readerIndex() + start, end - start);
  }
}
