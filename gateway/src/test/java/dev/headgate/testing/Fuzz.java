package dev.headgate.testing;

import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;

/// Rounds of chance until a time is over: `-Pfuzz` for ten minutes each instead of the few seconds
/// of a build, `-Dfuzz.seconds=` for as long as wanted. (`mvn verify -Pfull,fuzz -Dtest='*Fuzz*'
/// -Dit.test='*Fuzz*'`.) A round that fails names its seed, and `-Dfuzz.seed=` begins with that
/// round.
public final class Fuzz {
  private static final Duration USUAL = Duration.ofSeconds(2);

  /// One round, all of whose chance comes from what it is given.
  @FunctionalInterface
  public interface Round {
    void run(Random random) throws Exception;
  }

  private Fuzz() {}

  /// Runs rounds, at least one, and prints how many.
  public static void run(String name, Round round) {
    run(name, USUAL, round);
  }

  /// Runs rounds, at least one, and prints how many.
  ///
  /// @param usual how long when nobody says otherwise
  public static void run(String name, Duration usual, Round round) {
    long seed = Long.getLong("fuzz.seed", new Random().nextLong());
    long end = System.nanoTime() + time(usual).toNanos();
    long rounds = 0;
    do {
      try {
        round.run(new Random(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError(name + ": repeat with -Dfuzz.seed=" + seed + ": " + e, e);
      }
      rounds++;
      seed = new SplittableRandom(seed).nextLong();
    } while (System.nanoTime() - end < 0);
    System.out.println(name + ": " + rounds + " rounds");
  }

  private static Duration time(Duration usual) {
    String seconds = System.getProperty("fuzz.seconds");
    return seconds == null ? usual : Duration.ofMillis((long) (1000 * Double.parseDouble(seconds)));
  }

  /// The bytes, damaged in a few places: some gone, some doubled, some changed.
  ///
  /// @param favourites bytes that are put in more often than others
  public static byte[] damaged(byte[] bytes, Random random, byte[] favourites) {
    byte[] out = bytes;
    for (int i = random.nextInt(4); i > 0; i--) {
      out = damagedOnce(out, random, favourites);
    }
    return out;
  }

  private static byte[] damagedOnce(byte[] bytes, Random random, byte[] favourites) {
    int at = random.nextInt(bytes.length + 1);
    int gone = Math.min(random.nextInt(random.nextInt(8) == 0 ? 40 : 3), bytes.length - at);
    byte[] put = new byte[random.nextInt(3)];
    for (int i = 0; i < put.length; i++) {
      put[i] =
          random.nextBoolean()
              ? favourites[random.nextInt(favourites.length)]
              : (byte) random.nextInt(256);
    }
    byte[] out = new byte[bytes.length - gone + put.length];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(put, 0, out, at, put.length);
    System.arraycopy(bytes, at + gone, out, at + put.length, bytes.length - at - gone);
    return out;
  }
}
