package dev.headgate.simulate;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A chain as a function of time: which blocks exist when, their hashes, and what is in them. Pure.
///
/// @param zero when block 0 was made; block n follows n block times later
/// @param filler how many made-up transactions, with one log each, stand in every block
public record ChainTruth(String name, long chainId, Duration blockTime, Instant zero, int filler) {
  static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
  private static final String NOWHERE = "0x" + "0".repeat(64);
  private static final int MAX_FILLER = 10_000;
  private static final long SECOND = 1_000_000_000;

  public ChainTruth {
    if (blockTime.isNegative() || blockTime.isZero()) {
      throw new IllegalArgumentException(
          "block time " + blockTime + " of " + name + ": must be above zero, such as PT12S");
    }
    if (filler < 0 || filler > MAX_FILLER) {
      throw new IllegalArgumentException(
          "transactions per block " + filler + " of " + name + ": must be 0 to " + MAX_FILLER);
    }
  }

  /// The chain with a height that looks real: known ids start where their head is near the true one
  /// in 2026, all others in 2020.
  public static ChainTruth of(String name, long chainId, Duration blockTime) {
    return new ChainTruth(name, chainId, blockTime, zeroOf(chainId), 4);
  }

  private static Instant zeroOf(long chainId) {
    return Instant.parse(
        switch ((int) chainId) {
          case 1 -> "2016-11-10T00:00:11Z";
          case 10 -> "2016-10-20T00:00:01Z";
          case 42161 -> "2022-09-26T00:00:00Z";
          case 43114 -> "2021-04-25T00:00:00Z";
          default -> "2020-01-01T00:00:00Z";
        });
  }

  /// The same blocks under another id, so with another genesis and other hashes throughout.
  ChainTruth withChainId(long other) {
    return new ChainTruth(name, other, blockTime, zero, filler);
  }

  /// The highest block that exists at this moment; 0 before there was any.
  public long headAt(Instant now) {
    return Math.max(0, Duration.between(zero, now).toNanos() / blockTime.toNanos());
  }

  /// The moment at which block `number` came to be.
  public Instant madeAt(long number) {
    long fraction = blockTime.toNanosPart();
    // The number is split too: times the fraction it may be more than a long holds.
    long high = number / SECOND * fraction;
    long low = number % SECOND * fraction;
    return zero.plusSeconds(number * blockTime.toSeconds() + high).plusNanos(low);
  }

  /// What every honest node calls this block.
  public String hash(long number) {
    return hash(number, Fork.NONE);
  }

  String hash(long number, Fork fork) {
    return number < 0 ? NOWHERE : Hashes.of(Hashes.BLOCK, seed(number, fork), number, 0);
  }

  public Block block(long number) {
    return block(number, Fork.NONE);
  }

  Block block(long number, Fork fork) {
    return new Block(
        number, hash(number, fork), hash(number - 1, fork), madeAt(number).getEpochSecond());
  }

  /// The number of the block with this hash on this side of the fork.
  Optional<Long> numberOf(String hash, Fork fork) {
    return Hashes.place(Hashes.BLOCK, seed(0), hash)
        .or(() -> Hashes.place(Hashes.BLOCK, seed(fork.salt()), hash))
        .map(Hashes.Place::number)
        .filter(number -> hash(number, fork).equals(hash));
  }

  /// The made-up transactions of a block.
  List<Transaction> filler(long number, Fork fork) {
    return IntStream.range(0, filler).mapToObj(index -> filler(number, index, fork)).toList();
  }

  /// The place of a made-up transaction on this side of the fork.
  Optional<Hashes.Place> placeOf(String transaction, Fork fork) {
    return Hashes.place(Hashes.TRANSACTION, seed(0), transaction)
        .or(() -> Hashes.place(Hashes.TRANSACTION, seed(fork.salt()), transaction))
        .filter(place -> place.index() < filler)
        .filter(place -> filler(place.number(), place.index(), fork).hash().equals(transaction));
  }

  /// A few hundred traders exchange a few dozen tokens, so that filters by address find something.
  private Transaction filler(long number, int index, Fork fork) {
    long seed = seed(number, fork);
    long dice = Hashes.mix(seed, (number << 16) | index);
    return new Transaction(
        Hashes.of(Hashes.TRANSACTION, seed, number, index),
        Hashes.address(Math.floorMod(dice, 300)),
        Hashes.address(1_000 + Math.floorMod(dice >>> 16, 40)),
        number,
        BigInteger.valueOf(dice >>> 20),
        50_000,
        "0xa9059cbb",
        2,
        Signature.derived(dice),
        Optional.of(Hashes.address(Math.floorMod(dice >>> 32, 300))));
  }

  long baseFee(long number) {
    return 1_000_000_000L + Math.floorMod(Hashes.mix(chainId, number), 500_000_000L);
  }

  private long seed(long number, Fork fork) {
    return seed(fork.saltOf(number));
  }

  private long seed(long salt) {
    return Hashes.mix(chainId, salt);
  }
}
