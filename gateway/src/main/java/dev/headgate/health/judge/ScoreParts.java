package dev.headgate.health.judge;

/// What a node's score is made of, each from 0 (worst) to 1 (best). The score is their product: a
/// node is no better than its worst part, so that being fast makes up for neither a stuck head nor
/// for errors. The formula is Headgate's own; its one constant is the delay at which a hedge goes
/// out when nothing is known, for that is when a client begins to lose by it.
///
/// @param latency `250 / (250 + milliseconds of the latest probes' median)`: half at 250 ms
/// @param freshness what is left of the lag limit in time: 1 at the tip, 0 at the limit
/// @param success the share of attempts and probes of the last while that did not fail
public record ScoreParts(double latency, double freshness, double success) {

  /// Of a node that does not answer, is of a wrong chain or behind an open breaker.
  public static final ScoreParts NOTHING = new ScoreParts(0, 0, 0);

  private static final double HALF_MILLIS = 250;

  static double latency(double millis) {
    return HALF_MILLIS / (HALF_MILLIS + Math.max(millis, 0));
  }

  public double score() {
    return latency * freshness * success;
  }
}
