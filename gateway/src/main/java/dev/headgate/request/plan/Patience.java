package dev.headgate.request.plan;

import java.time.Duration;

/// How long silence is borne before something is done about it.
///
/// @param cheap with a node that was asked something cheap
/// @param dear with a node that was asked anything else
/// @param lengthy with a node that was asked something long, which may say nothing to it for
///   minutes in good health: so often it is looked at, and it is taken for hung when it said
///   nothing to anyone, probes included, for as long
/// @param flow with a long answer that has begun: without a byte for so long, while the client
///   takes what comes, it is cut
public record Patience(Duration cheap, Duration dear, Duration lengthy, Duration flow) {
  public static final Patience DEFAULTS =
      new Patience(
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));
}
