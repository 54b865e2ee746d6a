package dev.headgate.config;

import java.time.Duration;

/// When a second node is asked while the first has not answered a cheap read.
public sealed interface HedgeDelay {

  /// After the node's own latency quantile.
  record Auto() implements HedgeDelay {}

  /// After a fixed time.
  record After(Duration delay) implements HedgeDelay {}

  /// Never.
  record Off() implements HedgeDelay {}
}
