package dev.headgate.health.judge;

/// The state of a node's circuit breaker as the judge and metrics speak of it.
public enum BreakerState {
  CLOSED,
  HALF_OPEN,
  OPEN
}
