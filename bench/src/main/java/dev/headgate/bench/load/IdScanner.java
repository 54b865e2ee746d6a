package dev.headgate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/// Finds in an answer's body the ids that are expected, in order, and whether a result or an error
/// comes with them; fed piece by piece. It knows strings from the rest, but no nesting: what counts
/// as an id is a key `id` with a number of thirteen digits, which no node's own data has.
final class IdScanner {
  private static final byte[] USUAL = "{\"jsonrpc\":\"2.0\",\"id\":".getBytes(US_ASCII);
  private static final byte[] RESULT = ",\"result\":".getBytes(US_ASCII);
  private static final int DIGITS = 13;

  private static final long ID = key("id");
  private static final long RESULT_KEY = key("result");
  private static final long ERROR_KEY = key("error");
  private static final long CODE_KEY = key("code");

  private long expected;
  private boolean batch;
  private int found;
  private boolean foreign;
  private boolean error;
  private boolean result;
  private long code;

  private boolean inString;
  private boolean escaped;
  private long key;
  private boolean keyEnded;
  private long reading;
  private long number;
  private boolean negative;

  void begin(long firstTag, boolean ofBatch) {
    expected = firstTag;
    batch = ofBatch;
    found = 0;
    foreign = false;
    error = false;
    result = false;
    code = 0;
    forgetPlace();
  }

  private void forgetPlace() {
    inString = false;
    escaped = false;
    key = 0;
    keyEnded = false;
    reading = 0;
    number = 0;
    negative = false;
  }

  /// Of those expected.
  int found() {
    return found;
  }

  /// Whether there was an id of another call.
  boolean foreign() {
    return foreign;
  }

  /// Whether an error came, before any result or in a batch anywhere.
  boolean error() {
    return error;
  }

  /// Whether a result has begun.
  boolean result() {
    return result;
  }

  /// The first error's code, 0 when none was seen.
  long code() {
    return code;
  }

  /// Takes the beginning of the answer to a single call; true when it is as nearly all are, and
  /// nothing more needs to be read.
  boolean usual(byte[] body, int from, int to) {
    int id = from + USUAL.length;
    int after = id + DIGITS;
    if (to - after < RESULT.length
        || !Arrays.equals(body, from, id, USUAL, 0, USUAL.length)
        || !Arrays.equals(body, after, after + RESULT.length, RESULT, 0, RESULT.length)) {
      return false;
    }
    long value = 0;
    for (int i = id; i < after; i++) {
      value = value * 10 + (body[i] - '0');
    }
    if (value != expected) {
      return false;
    }
    found = 1;
    result = true;
    return true;
  }

  /// Goes on somewhere else in the body.
  ///
  /// @param insideString whether that is taken to be in the middle of a string
  void skipped(boolean insideString) {
    forgetPlace();
    inString = insideString;
  }

  void read(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      read(body[i]);
    }
  }

  private void read(byte b) {
    if (inString) {
      string(b);
    } else if (reading != 0 && digit(b)) {
      number = number * 10 + (b - '0');
    } else if (b == '-') {
      negative = true;
    } else if (b > ' ') {
      structure(b);
    }
  }

  private void string(byte b) {
    if (escaped) {
      escaped = false;
      key = -1;
    } else if (b == '\\') {
      escaped = true;
    } else if (b == '"') {
      inString = false;
      keyEnded = true;
    } else {
      // Eight letters fill a long; longer keys are none of ours.
      key = key < 0 || key >>> 55 != 0 ? -1 : key << 8 | (b & 0x7f);
    }
  }

  private void structure(byte b) {
    endNumber();
    if (b == '"') {
      inString = true;
      key = 0;
    } else if (b == ':' && keyEnded) {
      named(key);
    }
    keyEnded = false;
  }

  private void named(long name) {
    if (name == ID || name == CODE_KEY) {
      reading = name;
      number = 0;
      negative = false;
    } else if (name == RESULT_KEY) {
      result = true;
    } else if (name == ERROR_KEY && !result) {
      error = true;
    }
  }

  private void endNumber() {
    if (reading == ID) {
      id(number);
    } else if (reading == CODE_KEY && error && code == 0) {
      code = negative ? -number : number;
    }
    reading = 0;
  }

  private void id(long value) {
    if (value == expected) {
      found++;
      expected++;
      if (batch) {
        // The next element may be an error again.
        result = false;
      }
    } else if (value >= RequestTemplate.LEAST_TAG && value < RequestTemplate.BEYOND_TAGS) {
      foreign = true;
    }
  }

  private static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static long key(String name) {
    long key = 0;
    for (byte b : name.getBytes(US_ASCII)) {
      key = key << 8 | b;
    }
    return key;
  }
}
