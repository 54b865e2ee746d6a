package dev.headgate.bench.load;

import java.io.Serial;

/// An answer that is not HTTP/1.1 as it should be; its connection is of no more use.
final class BadAnswer extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  BadAnswer(String why) {
    super(why, null, false, false);
  }
}
