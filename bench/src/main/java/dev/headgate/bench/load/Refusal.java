package dev.headgate.bench.load;

import io.netty.channel.ConnectTimeoutException;
import java.util.Optional;

/// Why there is no connection, in few words that can be counted.
final class Refusal {
  private Refusal() {}

  static String of(Throwable cause) {
    String said = Optional.ofNullable(cause.getMessage()).orElse("");
    if (cause instanceof ConnectTimeoutException) {
      return "connection timed out";
    }
    if (said.contains("refused")) {
      return "connection refused";
    }
    return said.contains("Too many open files") ? "too many open files" : "no connection";
  }
}
