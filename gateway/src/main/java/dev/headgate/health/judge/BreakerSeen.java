package dev.headgate.health.judge;

import java.time.Instant;

/// A node's breaker as it reported last.
///
/// @param why what opened it
/// @param since when it left the closed state; meaningless while closed
record BreakerSeen(BreakerState state, String why, Instant since) {

  static final BreakerSeen CLOSED = new BreakerSeen(BreakerState.CLOSED, "", Instant.EPOCH);

  BreakerSeen then(Observation.Breaker now) {
    return switch (now.state()) {
      case CLOSED -> CLOSED;
      case OPEN -> new BreakerSeen(now.state(), now.why(), closed() ? now.at() : since);
      case HALF_OPEN ->
          new BreakerSeen(now.state(), closed() ? now.why() : why, closed() ? now.at() : since);
    };
  }

  boolean closed() {
    return state == BreakerState.CLOSED;
  }
}
