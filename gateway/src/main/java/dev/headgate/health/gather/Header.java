package dev.headgate.health.gather;

import org.jspecify.annotations.Nullable;

/// What is taken of a block, checked.
///
/// @param timestamp seconds since 1970
record Header(long number, String hash, String parentHash, long timestamp) {
  /// The year 9999: later timestamps are garbage.
  private static final long LAST_SECOND = 253_402_300_799L;

  static Header of(
      @Nullable String number,
      @Nullable String hash,
      @Nullable String parentHash,
      @Nullable String timestamp)
      throws BadAnswer {
    long seconds = Hex.quantity(timestamp, "block timestamp");
    if (seconds > LAST_SECOND) {
      throw new BadAnswer("a block timestamp beyond all reason");
    }
    return new Header(
        Hex.quantity(number, "block number"),
        Hex.hash(hash, "block hash"),
        Hex.hash(parentHash, "parent hash"),
        seconds);
  }
}
