package dev.headgate.simulate;

/// The three words that sign a transaction, as hex quantities.
record Signature(String v, String r, String s) {

  /// Not a true signature, but of the shape that clients check: s in the lower half.
  static Signature derived(long seed) {
    String r = Hashes.word(seed | 1L << 62, Hashes.mix(seed, 1), Hashes.mix(seed, 2), seed);
    String s = Hashes.word(1L << 60 | seed >>> 4, Hashes.mix(seed, 3), Hashes.mix(seed, 4), seed);
    return new Signature("0x0", r, s);
  }
}
