package dev.headgate.simulate;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// Hashes that look like any other and can be read backwards: the last eight bytes hold the place
/// (block number and index), masked by the bytes before. So a block or transaction is found by its
/// hash without an index of all that ever were.
final class Hashes {
  static final int BLOCK = 1;
  static final int TRANSACTION = 2;
  static final int ADDRESS = 3;
  static final int STATE = 4;
  static final int CODE = 5;

  private static final HexFormat HEX = HexFormat.of();
  private static final int INDEX_BITS = 16;

  private Hashes() {}

  /// Where something stands: its block, and its index within the block.
  record Place(long number, int index) {}

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014) over two words.
  static long mix(long a, long b) {
    long z = a + 0x9E3779B97F4A7C15L * (b + 1);
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static long mix(long seed, String text) {
    long mixed = seed;
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      mixed = mix(mixed, one);
    }
    return mixed;
  }

  /// 32 bytes as `0x` and 64 digits.
  static String of(int kind, long seed, long number, int index) {
    long place = (number << INDEX_BITS) | index;
    long a = mix(mix(seed, kind), place);
    long b = mix(a, seed);
    long c = mix(b, kind);
    return word(a, b, c, place ^ mask(a, b, c));
  }

  /// The place that a hash of this kind and seed speaks of; empty when it is no such hash.
  static Optional<Place> place(int kind, long seed, String hash) {
    if (!isHash(hash)) {
      return Optional.empty();
    }
    long a = HexFormat.fromHexDigitsToLong(hash, 2, 18);
    long b = HexFormat.fromHexDigitsToLong(hash, 18, 34);
    long c = HexFormat.fromHexDigitsToLong(hash, 34, 50);
    long place = HexFormat.fromHexDigitsToLong(hash, 50, 66) ^ mask(a, b, c);
    Place found = new Place(place >>> INDEX_BITS, (int) (place & ((1 << INDEX_BITS) - 1)));
    return of(kind, seed, found.number(), found.index()).equals(hash)
        ? Optional.of(found)
        : Optional.empty();
  }

  static boolean isHash(String text) {
    return text.length() == 66
        && text.startsWith("0x")
        && text.chars().skip(2).allMatch(HexFormat::isHexDigit);
  }

  static String address(long seed) {
    return of(ADDRESS, seed, 0, 0).substring(0, 42);
  }

  static String word(long a, long b, long c, long d) {
    return "0x" + HEX.toHexDigits(a) + HEX.toHexDigits(b) + HEX.toHexDigits(c) + HEX.toHexDigits(d);
  }

  static String quantity(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static long mask(long a, long b, long c) {
    return mix(mix(a, b), c);
  }
}
