package dev.headgate.request;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/// Names for requests, so that a client's report and the gateway's own words can be brought
/// together. Made only for requests that fail. Thread-safe.
public final class RequestIds {
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /// @param seed tells this process from its predecessor
  public RequestIds(long seed) {
    prefix = HexFormat.of().toHexDigits(seed, 8);
  }

  public String next() {
    return prefix + "-" + count.incrementAndGet();
  }
}
