package dev.headgate.bench.policy;

import java.util.Random;

/// Chance that is the same on every machine: [Random]'s sequence is specified, and logarithms are
/// StrictMath's.
final class Dice {
  private final Random random;

  Dice(long seed) {
    random = new Random(mix(seed));
  }

  /// Well-spread bits of a seed and a text, for a sequence of its own.
  static long seed(long seed, String name) {
    return mix(seed ^ mix(name.hashCode()));
  }

  /// Between 0 and 1, both excluded, from numbers alone: whoever asks again gets the same.
  static double unit(long seed, long number) {
    return ((mix(seed + mix(number)) >>> 11) + 0.5) / (1L << 53);
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /// From an exponential distribution.
  static long exponential(double unit, long mean) {
    return Math.round(-StrictMath.log(unit) * mean);
  }

  double unit() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  long exponential(long mean) {
    return exponential(1 - unit(), mean);
  }

  /// From a log-normal distribution.
  long logNormal(long median, double sigma) {
    return Math.round(median * StrictMath.exp(sigma * random.nextGaussian()));
  }
}
