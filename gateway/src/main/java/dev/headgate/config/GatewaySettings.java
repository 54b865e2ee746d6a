package dev.headgate.config;

import java.util.List;
import java.util.Optional;

/// The whole configuration.
///
/// @param threads event loops
/// @param defaultChain what `POST /` means; empty only with several chains and none named
/// @param chains in the order of the file
/// @param front what `gen haproxy` writes; the gateway itself does nothing with it
public record GatewaySettings(
    ListenSettings listen,
    int threads,
    Optional<String> defaultChain,
    List<ChainSettings> chains,
    BreakerSettings breaker,
    CallSettings calls,
    LimitSettings limits,
    FrontSettings front,
    AdminSettings admin) {

  public GatewaySettings {
    chains = List.copyOf(chains);
  }

  /// With the usual front, and without an admin token.
  public GatewaySettings(
      ListenSettings listen,
      int threads,
      Optional<String> defaultChain,
      List<ChainSettings> chains,
      BreakerSettings breaker,
      CallSettings calls,
      LimitSettings limits) {
    this(
        listen,
        threads,
        defaultChain,
        chains,
        breaker,
        calls,
        limits,
        FrontSettings.DEFAULTS,
        AdminSettings.DEFAULTS);
  }
}
