package dev.headgate.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Reads the answers on one connection, one after the other: status, where the body ends, and whose
/// answer it is. Strict about what it needs (status line, one length, chunk sizes), blind to the
/// rest. Allocates only when an answer's head comes in pieces or something is to be kept.
final class AnswerScanner {
  private static final int LARGEST_HEAD = 16 << 10;

  /// So much of a body's beginning, and so much of its end, is searched for the id of a single
  /// call.
  private static final int LOOK = 256;

  private static final int TAIL = 64;
  private static final byte[] NOTHING = {};
  private static final byte[] LENGTH = "content-length".getBytes(ISO_8859_1);
  private static final byte[] ENCODING = "transfer-encoding".getBytes(ISO_8859_1);
  private static final byte[] CHUNKED = "chunked".getBytes(ISO_8859_1);
  private static final byte[] CONNECTION = "connection".getBytes(ISO_8859_1);
  private static final byte[] CLOSE = "close".getBytes(ISO_8859_1);

  private enum Stage {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILER,
    WHOLE
  }

  private final byte[] scratch;
  private final int keep;
  private final IdScanner ids = new IdScanner();

  private Stage stage = Stage.WHOLE;
  private byte[] head = NOTHING;
  private int headLength;
  private int wanted;
  private int status;
  private boolean lastOfConnection;
  private boolean chunked;

  /// Left of the body or chunk; -1 for all until the connection ends.
  private long left;

  private long bodySeen;
  private int line;
  private byte[] tail = NOTHING;
  private int tailLength;
  private boolean done;
  private byte[] kept = NOTHING;
  private int keptLength;

  /// @param scratch of the event loop, shared by all its scanners
  /// @param keep bytes of each body that are kept, with the head; 0 for nothing
  AnswerScanner(byte[] scratch, int keep) {
    this.scratch = scratch;
    this.keep = keep;
  }

  /// Expects an answer to so many calls.
  void begin(long firstTag, int calls) {
    stage = Stage.HEAD;
    headLength = 0;
    wanted = calls;
    status = 0;
    lastOfConnection = false;
    bodySeen = 0;
    tailLength = 0;
    done = false;
    keptLength = 0;
    ids.begin(firstTag, calls > 1);
  }

  /// Whether anything of the answer has come.
  boolean begun() {
    return stage != Stage.HEAD || headLength > 0;
  }

  /// Takes what has arrived; true when the answer is whole.
  boolean feed(ByteBuf in) throws BadAnswer {
    while (in.isReadable() && stage != Stage.WHOLE) {
      switch (stage) {
        case HEAD -> head(in);
        case BODY, CHUNK -> body(in);
        case CHUNK_SIZE, CHUNK_END, TRAILER -> framing(in.readByte());
        case WHOLE -> throw new IllegalStateException();
      }
    }
    if (stage == Stage.WHOLE && in.isReadable()) {
      throw new BadAnswer("bytes after the answer");
    }
    return stage == Stage.WHOLE;
  }

  /// The connection has ended: whether that is the answer's regular end.
  boolean endedByClose() {
    return stage == Stage.BODY && left < 0;
  }

  int status() {
    return status;
  }

  /// Whether the server keeps the connection no longer.
  boolean lastOfConnection() {
    return lastOfConnection || left < 0;
  }

  String headText() {
    return new String(head, 0, Math.min(headLength, head.length), ISO_8859_1);
  }

  String bodyText() {
    return new String(kept, 0, keptLength, UTF_8);
  }

  /// What is wrong with the whole answer; empty when it is the results that were asked for.
  String judge() {
    if (!done && tailLength > 0 && wanted == 1 && ids.found() == 0) {
      readTail(false);
      if (ids.found() == 0) {
        readTail(true);
      }
    }
    if (ids.foreign()) {
      return "another call's answer";
    }
    if (ids.error()) {
      return "error " + ids.code() + " (HTTP " + status + ")";
    }
    if (status != 200) {
      return "HTTP " + status;
    }
    return ids.found() == wanted ? "" : "an answer without its id";
  }

  private void readTail(boolean insideString) {
    ids.skipped(insideString);
    ids.read(tail, 0, tailLength);
  }

  private void head(ByteBuf in) throws BadAnswer {
    int before = headLength;
    int take = Math.min(in.readableBytes(), scratch.length - before);
    if (before > 0) {
      System.arraycopy(head, 0, scratch, 0, before);
    }
    in.getBytes(in.readerIndex(), scratch, before, take);
    int end = endOfHead(Math.max(0, before - 3), before + take);
    if (end < 0 && before + take > LARGEST_HEAD) {
      throw new BadAnswer("a head without an end");
    }
    headLength = end < 0 ? before + take : end;
    in.skipBytes(headLength - before);
    if (end < 0 || keep > 0) {
      head = Arrays.copyOf(scratch, headLength);
    }
    if (end >= 0) {
      parseHead(end);
    }
  }

  private int endOfHead(int from, int to) {
    for (int i = from; i + 3 < to; i++) {
      if (scratch[i] == '\r'
          && scratch[i + 1] == '\n'
          && scratch[i + 2] == '\r'
          && scratch[i + 3] == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private void parseHead(int end) throws BadAnswer {
    status = statusOf(end);
    left = -1;
    chunked = false;
    for (int at = lineEnd(0) + 2; at < end - 2; at = lineEnd(at) + 2) {
      header(at, lineEnd(at));
    }
    if (status < 200) {
      headLength = 0;
      return;
    }
    if (chunked) {
      left = 0;
      line = 0;
      stage = Stage.CHUNK_SIZE;
    } else if (left == 0 || status == 204 || status == 304) {
      left = 0;
      stage = Stage.WHOLE;
    } else {
      stage = Stage.BODY;
    }
  }

  private int statusOf(int end) throws BadAnswer {
    if (end < 15
        || scratch[0] != 'H'
        || scratch[5] != '1'
        || scratch[7] != '1'
        || scratch[8] != ' ') {
      throw new BadAnswer("no HTTP/1.1 status line");
    }
    int value = 0;
    for (int i = 9; i < 12; i++) {
      if (scratch[i] < '0' || scratch[i] > '9') {
        throw new BadAnswer("no HTTP status");
      }
      value = value * 10 + (scratch[i] - '0');
    }
    return value;
  }

  private int lineEnd(int from) {
    int at = from;
    while (scratch[at] != '\r') {
      at++;
    }
    return at;
  }

  private void header(int from, int to) throws BadAnswer {
    int first = scratch[from] | 0x20;
    if (first == 'c') {
      if (named(from, to, LENGTH)) {
        if (left >= 0) {
          throw new BadAnswer("two lengths");
        }
        left = number(from + LENGTH.length + 1, to);
      } else if (named(from, to, CONNECTION)) {
        lastOfConnection = value(from + CONNECTION.length + 1, to, CLOSE);
      }
    } else if (first == 't' && named(from, to, ENCODING)) {
      chunked = value(from + ENCODING.length + 1, to, CHUNKED);
      if (!chunked) {
        throw new BadAnswer("an unknown transfer encoding");
      }
    }
  }

  private boolean named(int from, int to, byte[] name) {
    return to - from > name.length && scratch[from + name.length] == ':' && same(from, name);
  }

  private boolean value(int from, int to, byte[] wantedValue) {
    int at = from;
    while (at < to && scratch[at] == ' ') {
      at++;
    }
    return to - at == wantedValue.length && same(at, wantedValue);
  }

  private boolean same(int at, byte[] lower) {
    for (int i = 0; i < lower.length; i++) {
      if ((scratch[at + i] | 0x20) != lower[i]) {
        return false;
      }
    }
    return true;
  }

  private long number(int from, int to) throws BadAnswer {
    long value = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      byte b = scratch[i];
      if (b >= '0' && b <= '9' && digits++ < 15) {
        value = value * 10 + (b - '0');
      } else if (b != ' ') {
        throw new BadAnswer("no length");
      }
    }
    if (digits == 0) {
      throw new BadAnswer("no length");
    }
    return value;
  }

  private void body(ByteBuf in) {
    int available = in.readableBytes();
    int take = left < 0 ? available : (int) Math.min(available, left);
    look(in, take);
    in.skipBytes(take);
    bodySeen += take;
    if (left < 0) {
      return;
    }
    left -= take;
    if (left == 0) {
      stage = stage == Stage.CHUNK ? Stage.CHUNK_END : Stage.WHOLE;
      line = 0;
    }
  }

  private void look(ByteBuf in, int length) {
    if (keptLength < keep) {
      keep(in, length);
    }
    int from = in.readerIndex();
    if (wanted > 1) {
      search(in, from, length);
    } else if (!done) {
      if (bodySeen < LOOK) {
        searchStart(in, from, (int) Math.min(length, LOOK - bodySeen));
      }
      if (!done) {
        keepTail(in, from, length);
      }
    }
  }

  private void searchStart(ByteBuf in, int from, int length) {
    in.getBytes(from, scratch, 0, length);
    if (bodySeen == 0 && ids.usual(scratch, 0, length)) {
      done = true;
    } else {
      ids.read(scratch, 0, length);
      done = ids.found() == 1 && ids.result();
    }
  }

  private void search(ByteBuf in, int from, int length) {
    for (int at = 0; at < length; at += scratch.length) {
      int piece = Math.min(scratch.length, length - at);
      in.getBytes(from + at, scratch, 0, piece);
      ids.read(scratch, 0, piece);
    }
  }

  private void keepTail(ByteBuf in, int from, int length) {
    if (tail.length == 0) {
      tail = new byte[TAIL];
    }
    int fresh = Math.min(length, TAIL);
    int old = Math.min(tailLength, TAIL - fresh);
    System.arraycopy(tail, tailLength - old, tail, 0, old);
    in.getBytes(from + length - fresh, tail, old, fresh);
    tailLength = old + fresh;
  }

  private void keep(ByteBuf in, int length) {
    int take = Math.min(length, keep - keptLength);
    if (kept.length < keptLength + take) {
      kept = Arrays.copyOf(kept, Math.min(keep, Math.max(2 * kept.length, keptLength + take)));
    }
    in.getBytes(in.readerIndex(), kept, keptLength, take);
    keptLength += take;
  }

  /// The lines between chunks, byte by byte: there are few of them.
  private void framing(byte b) throws BadAnswer {
    switch (stage) {
      case CHUNK_SIZE -> chunkSize(b);
      case CHUNK_END -> {
        if (b == '\n') {
          stage = Stage.CHUNK_SIZE;
          left = 0;
          line = 0;
        } else if (b != '\r') {
          throw new BadAnswer("a chunk longer than its size");
        }
      }
      case TRAILER -> {
        if (b == '\n') {
          stage = line == 0 ? Stage.WHOLE : Stage.TRAILER;
          line = 0;
        } else if (b != '\r') {
          line++;
        }
      }
      case HEAD, BODY, CHUNK, WHOLE -> throw new IllegalStateException();
    }
  }

  private void chunkSize(byte b) throws BadAnswer {
    int digit = Character.digit(b, 16);
    if (digit >= 0 && line < 12) {
      left = left * 16 + digit;
      line++;
    } else if (b == '\n' && line > 0) {
      stage = left == 0 ? Stage.TRAILER : Stage.CHUNK;
      line = 0;
    } else if (b != '\r') {
      throw new BadAnswer("no chunk size");
    }
  }
}
