package dev.headgate.health.judge;

import java.time.Duration;
import java.time.Instant;

/// A verdict with what stands behind it.
///
/// @param clause the reason as the end of a sentence: "which is unreachable: connection refused"
/// @param since the first sign of it
record Diagnosis(Verdict verdict, Cause cause, String clause, Instant since) {

  static Diagnosis fit(String remark, Instant now) {
    return new Diagnosis(new Verdict.Fit(remark), Cause.NONE, "which is fit", now);
  }

  static Diagnosis wrongChain(String why, Instant since) {
    return new Diagnosis(
        new Verdict.WrongChain("wrong chain: " + why),
        Cause.CHAIN,
        "which is of another chain: its " + why,
        since);
  }

  static Diagnosis unseen(Instant now) {
    return unfit(Cause.UNSEEN, Judge.NOT_YET_SEEN, "which was not yet seen", now);
  }

  static Diagnosis unreachable(Reach reach) {
    String why = "unreachable: " + reach.story();
    return unfit(Cause.UNREACHABLE, why, "which is " + why, reach.failingSince());
  }

  static Diagnosis returning(Reach reach, int rise) {
    String why = "back for " + reach.goods() + " of " + rise + " probes";
    return unfit(Cause.UNREACHABLE, why, "which is " + why + " only", reach.failingSince());
  }

  static Diagnosis breaker(BreakerSeen breaker) {
    String state = breaker.state() == BreakerState.OPEN ? "open" : "half-open";
    return unfit(
        Cause.BREAKER,
        "breaker " + state + ": " + breaker.why(),
        "whose breaker is " + state + ": " + breaker.why(),
        breaker.since());
  }

  static Diagnosis unverified(Instant now) {
    return unfit(
        Cause.UNVERIFIED, "chain id not yet verified", "whose chain id is not yet verified", now);
  }

  static Diagnosis ahead(long blocks, Instant since) {
    String by = blocks(blocks) + " beyond what the others and the clock allow";
    return unfit(Cause.AHEAD, "runs ahead: " + by, "which runs ahead by " + by, since);
  }

  static Diagnosis syncing(long behind, Instant since) {
    String why = "still syncing, " + blocks(behind) + " behind";
    return unfit(Cause.SYNCING, why, "which is " + why, since);
  }

  static Diagnosis lag(long behind, Duration lag, Instant since) {
    String why = "lags " + blocks(behind) + ", " + seconds(lag);
    return unfit(Cause.LAG, why, "which " + why, since);
  }

  static Diagnosis fork(Forks.Outcast outcast) {
    Branch.Split split = outcast.split();
    String why =
        "on another fork: block %d is %s, and %s at %s; %s deep"
            .formatted(
                split.from(),
                House.brief(split.one()),
                House.brief(split.other()),
                outcast.from(),
                blocks(split.depth()));
    return unfit(Cause.FORK, why, "which is " + why, split.since());
  }

  static Diagnosis errors(Tally.Rate rate, Duration window, Instant since) {
    String why =
        "%d %% of %d attempts and probes failed in %s"
            .formatted(rate.failures() * 100 / rate.attempts(), rate.attempts(), seconds(window));
    return unfit(Cause.ERRORS, why, "of which " + why, since);
  }

  /// By order; what the node would be without it is told beside.
  static Diagnosis cordoned(Deed deed, Diagnosis otherwise) {
    String reason = otherwise.verdict().reason();
    String well = reason.isEmpty() ? "well otherwise" : "otherwise " + reason;
    return unfit(
        Cause.CORDON,
        "cordoned by " + deed.words() + "; " + well,
        "which is cordoned by " + deed.words(),
        deed.at());
  }

  private static Diagnosis unfit(Cause cause, String reason, String clause, Instant since) {
    return new Diagnosis(new Verdict.Unfit(reason), cause, clause, since);
  }

  static String blocks(long count) {
    return count + (count == 1 ? " block" : " blocks");
  }

  /// "41 s", and "0.7 s" below ten seconds.
  static String seconds(Duration time) {
    long tenths = time.toMillis() / 100;
    return (tenths >= 100 ? String.valueOf(tenths / 10) : tenths / 10 + "." + tenths % 10) + " s";
  }
}
