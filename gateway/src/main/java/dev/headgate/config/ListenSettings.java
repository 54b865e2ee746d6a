package dev.headgate.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where the gateway listens.
///
/// @param rpc JSON-RPC and the health endpoints
/// @param admin metrics and status
/// @param agentCheck what HAProxy's agent-check asks; empty when nothing listens for it
/// @param trustedProxies a client of one of these is the last address of its `X-Forwarded-For`
/// @param drainDelay how long service goes on as usual after SIGTERM while `/readyz` says 503
/// @param stamps whether answers name node, head and time in headers
public record ListenSettings(
    InetSocketAddress rpc,
    InetSocketAddress admin,
    Optional<InetSocketAddress> agentCheck,
    List<InetAddress> trustedProxies,
    Duration drainDelay,
    boolean stamps) {

  public static final ListenSettings DEFAULTS =
      new ListenSettings(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8645),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 9645),
          List.of(InetAddress.getLoopbackAddress()),
          Duration.ofSeconds(5),
          false);

  public ListenSettings {
    trustedProxies = List.copyOf(trustedProxies);
  }

  /// Without an agent-check.
  public ListenSettings(
      InetSocketAddress rpc,
      InetSocketAddress admin,
      List<InetAddress> trustedProxies,
      Duration drainDelay,
      boolean stamps) {
    this(rpc, admin, Optional.empty(), trustedProxies, drainDelay, stamps);
  }

  /// The same, with an agent-check there.
  public ListenSettings withAgentCheck(InetSocketAddress address) {
    return new ListenSettings(rpc, admin, Optional.of(address), trustedProxies, drainDelay, stamps);
  }
}
