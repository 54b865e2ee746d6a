package dev.headgate.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Chains that everybody knows by name, so that the file need not say their ids and lags. Ids as in
/// the EIP-155 registry; block times of November 2026, hints only: the judge learns the real ones.
///
/// @param lagBlocks a node is out of rotation beyond this and beyond `lagTime`
/// @param lagTime see `lagBlocks`
record KnownChains(String name, long chainId, Duration blockTime, int lagBlocks, Duration lagTime) {
  /// For a chain not listed. Short, because a hint that is too long makes honest heads look as if
  /// they ran ahead until the real time is learned.
  static final Duration BLOCK_TIME = Duration.ofSeconds(2);

  private static final List<KnownChains> ALL =
      List.of(
          slow("ethereum", 1),
          slow("sepolia", 11_155_111),
          slow("holesky", 17_000),
          slow("hoodi", 560_048),
          fast("arbitrum", 42_161),
          fast("arbitrum-nova", 42_170),
          fast("arbitrum-sepolia", 421_614),
          fast("opbnb", 204),
          twoSeconds("optimism", 10),
          twoSeconds("optimism-sepolia", 11_155_420),
          twoSeconds("base", 8453),
          twoSeconds("base-sepolia", 84_532),
          twoSeconds("avalanche", 43_114),
          twoSeconds("avalanche-fuji", 43_113),
          twoSeconds("polygon", 137),
          new KnownChains("bsc", 56, Duration.ofMillis(450), 67, Duration.ofSeconds(30)),
          new KnownChains("gnosis", 100, Duration.ofSeconds(5), 6, Duration.ofSeconds(30)));

  private static KnownChains slow(String name, long id) {
    return new KnownChains(name, id, Duration.ofSeconds(12), 3, Duration.ofSeconds(36));
  }

  private static KnownChains twoSeconds(String name, long id) {
    return new KnownChains(name, id, Duration.ofSeconds(2), 15, Duration.ofSeconds(30));
  }

  private static KnownChains fast(String name, long id) {
    return new KnownChains(name, id, Duration.ofMillis(250), 120, Duration.ofSeconds(30));
  }

  static Optional<KnownChains> byName(String name) {
    return ALL.stream().filter(chain -> chain.name.equals(name)).findFirst();
  }

  /// By the id when the file says one, else by the name.
  static Optional<KnownChains> of(String name, OptionalLong chainId) {
    return chainId.isEmpty()
        ? byName(name)
        : ALL.stream().filter(chain -> chain.chainId == chainId.getAsLong()).findFirst();
  }

  /// The global defaults with this chain's lag in them.
  HealthSettings over(HealthSettings base) {
    return base.withLag(lagBlocks, lagTime);
  }
}
