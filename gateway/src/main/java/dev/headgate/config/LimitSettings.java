package dev.headgate.config;

import java.time.Duration;

/// What the gateway takes at most, so that its memory stays bounded whoever is on either side.
///
/// @param body bytes of a request body
/// @param batch calls in one batch
/// @param response bytes of one answer of a node
/// @param held bytes of all answers kept whole at one time, process-wide; beyond it `-32005`
/// @param head bytes of a request's line and headers together
/// @param depth how deep JSON may nest
/// @param connections client connections at one time
/// @param connectionsPerClient of these, from one client
/// @param callsPerSecond of one client, a batch counting each of its own; 0 for no limit
/// @param headTimeout from the first byte of a request to the end of its headers
/// @param bodyTimeout from the end of the headers to the end of the body, and a second more for
///   each 64 KiB of it that has come
/// @param idleTimeout of a kept-alive connection between two requests
/// @param writeTimeout without any progress while an answer waits to be taken by the client
public record LimitSettings(
    int body,
    int batch,
    long response,
    long held,
    int head,
    int depth,
    int connections,
    int connectionsPerClient,
    int callsPerSecond,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration writeTimeout) {

  public static final LimitSettings DEFAULTS =
      new LimitSettings(
          5 << 20,
          1000,
          256L << 20,
          256L << 20,
          16 << 10,
          512,
          20_000,
          1000,
          0,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(75),
          Duration.ofSeconds(20));
}
