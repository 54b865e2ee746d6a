package dev.headgate.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// The HAProxy in front: what `gen haproxy` writes its configuration from.
///
/// @param bind where clients call
/// @param certificate the path of a PEM file with key and chain, as HAProxy wants it; empty for
///   plain HTTP
/// @param gateways in the order of the file, the first is preferred; empty means this gateway alone
/// @param stats HAProxy's own page and metrics; on loopback, for they need no password
/// @param connectionsPerClient at one time
/// @param requestsPerClient a second, averaged over ten; a batch counts as one
public record FrontSettings(
    InetSocketAddress bind,
    Optional<String> certificate,
    List<GatewayAt> gateways,
    Mode mode,
    InetSocketAddress stats,
    int connectionsPerClient,
    int requestsPerClient) {

  /// Which gateways serve.
  public enum Mode {
    /// The first that can serves all clients, the others wait.
    BACKUP,
    /// All serve, and each client sticks to one of them.
    ACTIVE
  }

  /// One gateway as HAProxy reaches it.
  ///
  /// @param agentCheck empty when HAProxy is to go by `/readyz` alone
  public record GatewayAt(
      String name, InetSocketAddress rpc, Optional<InetSocketAddress> agentCheck) {}

  public static final FrontSettings DEFAULTS =
      new FrontSettings(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080),
          Optional.empty(),
          List.of(),
          Mode.BACKUP,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8404),
          1000,
          1000);

  public FrontSettings {
    gateways = List.copyOf(gateways);
  }

  /// The gateways, of which there is at least one: those named, else the one that listens there.
  public List<GatewayAt> gatewaysOr(ListenSettings own) {
    return gateways.isEmpty()
        ? List.of(
            new GatewayAt(
                "a", reachable(own.rpc()), own.agentCheck().map(FrontSettings::reachable)))
        : gateways;
  }

  /// What listens on all addresses is reached on this machine's own.
  private static InetSocketAddress reachable(InetSocketAddress listening) {
    return listening.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getPort())
        : listening;
  }
}
