package dev.headgate.request.plan;

/// How many calls may be tried again or hedged: a share of the calls, plus some a second, so that
/// retries never multiply a node's trouble. The idea is Finagle's retry budget; the bucket holds at
/// most one second's worth. Not thread-safe: one per chain and event loop.
public final class RetryBudget {
  private static final long SECOND = 1_000_000_000L;

  private final double share;
  private final double perSecond;
  private double tokens;
  private long lastNanos;
  private long secondStart;
  private int callsThisSecond;
  private int callsLastSecond;

  /// A full budget.
  ///
  /// @param percent of calls that may be tried again
  /// @param perSecond tries that are always allowed
  public RetryBudget(int percent, double perSecond, long nowNanos) {
    this.share = percent / 100.0;
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.lastNanos = nowNanos;
    this.secondStart = nowNanos;
  }

  /// A call came in.
  public void call(long nowNanos) {
    roll(nowNanos);
    callsThisSecond++;
    tokens += share;
  }

  /// Whether one more try is allowed.
  public boolean available(long nowNanos) {
    roll(nowNanos);
    return tokens >= 1;
  }

  /// Pays for one try.
  public void spend() {
    tokens -= 1;
  }

  /// Tries left now.
  public double remaining() {
    return Math.max(0, tokens);
  }

  private void roll(long now) {
    if (now - secondStart >= SECOND) {
      callsLastSecond = now - secondStart >= 2 * SECOND ? 0 : callsThisSecond;
      callsThisSecond = 0;
      secondStart = now;
    }
    double earned = perSecond * Math.max(0, now - lastNanos) / SECOND;
    double ofCalls = share * (Math.max(callsThisSecond, callsLastSecond) + 1);
    // At least one: a loop's part of the tries may be less than one a second.
    double most = Math.max(1, perSecond + ofCalls);
    tokens = Math.min(most, tokens + earned);
    lastNanos = now;
  }
}
