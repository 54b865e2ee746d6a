package dev.headgate.request.plan;

import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.NextStep.GiveUp;
import dev.headgate.request.plan.NextStep.Reason;
import dev.headgate.request.plan.NextStep.Reply;
import dev.headgate.request.plan.NextStep.TryAgain;
import dev.headgate.request.plan.NextStep.TryNext;

/// What follows an attempt, by the contract's table of what may be repeated (INTERFACE section 5).
///
/// The invariant: a call that may not be repeated is never sent again once a byte of it was
/// written, and attempts other than moves off a dying node are paid for by the budget.
public final class RetryPolicy {
  private RetryPolicy() {}

  /// The next step of a call of class `c`.
  public static NextStep after(MethodClass c, Standing standing, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Result() -> new Reply();
      case Outcome.NodeError(ErrorKind kind) -> afterNodeError(c, standing, kind);
      case Outcome.Doubtful(_, boolean ofHead) ->
          c.repeatable() && standing.anotherNode() && (ofHead || standing.budget())
              ? new TryNext(!ofHead)
              : new Reply();
      case Outcome.NotSent(_) -> afterNotSent(c, standing);
      case Outcome.Lost(_, boolean reused) -> afterLost(c, standing, reused);
      case Outcome.Garbage(_) -> afterGarbage(c, standing);
      case Outcome.RateLimited(_) -> afterRateLimit(c, standing);
      case Outcome.NoRoom() -> new GiveUp(c.repeatable() ? Reason.NO_ROOM : Reason.UNKNOWN_FATE);
      case Outcome.DeadlinePassed() ->
          new GiveUp(c.repeatable() ? Reason.DEADLINE : Reason.UNKNOWN_FATE);
      case Outcome.DeadlinePassedUnsent() -> new GiveUp(Reason.DEADLINE);
    };
  }

  private static NextStep afterNodeError(MethodClass c, Standing standing, ErrorKind kind) {
    boolean elsewhere = kind.elsewhere() && c.repeatable() && standing.anotherNode();
    return elsewhere && standing.budget() ? new TryNext(true) : new Reply();
  }

  /// Nothing was written this time: the next node costs nothing, as no node was troubled; nor may a
  /// spent budget end the first move off a node that refuses connections.
  private static NextStep afterNotSent(MethodClass c, Standing standing) {
    if (standing.ambiguous() && !c.repeatable()) {
      return new GiveUp(Reason.UNKNOWN_FATE);
    }
    boolean free = standing.anotherQuiet() || !standing.moved();
    if (standing.anotherNode() && (free || standing.budget())) {
      return new TryNext(!free);
    }
    return again(standing, false);
  }

  /// A second round, once: a call that met two connections at their ends must not fail while a node
  /// is fit.
  private static NextStep again(Standing standing, boolean free) {
    boolean more = !standing.anotherNode() && !standing.againUsed();
    return more && (free || standing.budget()) ? new TryAgain(!free) : new GiveUp(Reason.NO_NODE);
  }

  /// A dying node's calls move once for free: 500 in flight when it is killed are 500 answers. Only
  /// then the same node again, for a connection that it had merely grown tired of.
  private static NextStep afterLost(MethodClass c, Standing standing, boolean reused) {
    if (!c.repeatable()) {
      return new GiveUp(Reason.UNKNOWN_FATE);
    }
    if (standing.anotherNode() && (!standing.moved() || standing.budget())) {
      return new TryNext(standing.moved());
    }
    return again(standing, reused);
  }

  private static NextStep afterGarbage(MethodClass c, Standing standing) {
    if (!c.repeatable()) {
      return new GiveUp(Reason.UNKNOWN_FATE);
    }
    boolean free = standing.anotherQuiet() && !standing.moved();
    return standing.anotherNode() && (free || standing.budget())
        ? new TryNext(!free)
        : new GiveUp(Reason.NO_NODE);
  }

  private static NextStep afterRateLimit(MethodClass c, Standing standing) {
    boolean next = c.repeatable() && standing.anotherNode() && standing.budget();
    return next ? new TryNext(true) : new GiveUp(Reason.NO_NODE);
  }
}
