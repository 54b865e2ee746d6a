package dev.headgate.bench.policy;

import dev.headgate.config.HedgeDelay;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Patience;
import dev.headgate.request.plan.Waits;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.Sending;
import org.jspecify.annotations.Nullable;

/// A call on its way to one node, and after a while to a second one beside it:
/// `request.send.Sending` on the queue of events, for cheap reads.
final class Sender implements Flight.Owner {
  private static final long NEVER = Waits.NEVER;

  /// Who sent it.
  interface Customer {

    /// Another node to ask beside the first, with a permit; null when there is none.
    @Nullable HeadgateLane hedge();

    void ended(HeadgateLane lane, Outcome outcome, Said.@Nullable Head head);
  }

  private record End(HeadgateLane lane, Outcome outcome, Said.@Nullable Head head) {}

  private final Events events;
  private final Customer customer;
  private final long start;
  private final long deadline;
  private final long hedge;
  private final long patience;
  private final Flight first;
  private @Nullable Flight second;
  private boolean firstOver;
  private boolean secondOver;
  private boolean hedgeAsked;
  private long firstPatience;
  private long secondPatience = NEVER;
  private @Nullable End spare;
  private Events.@Nullable Event timer;
  private boolean over;

  Sender(
      HeadgateLane lane,
      boolean permitted,
      long deadline,
      HedgeDelay delay,
      Events events,
      Customer customer) {
    this.events = events;
    this.customer = customer;
    this.deadline = deadline;
    start = events.now();
    hedge = Waits.hedge(delay, lane.latency());
    patience = Waits.patience(Patience.DEFAULTS, true, false, true);
    firstPatience = patience;
    first = new Flight(lane, events, permitted, this);
  }

  void start() {
    first.start();
    arm();
  }

  private void arm() {
    if (!over) {
      timer = events.inGateway(next() + 100_000, this::wake);
    }
  }

  private long next() {
    long due = deadline;
    if (nextPatience() != NEVER) {
      due = Math.min(due, start + nextPatience());
    }
    if (!hedgeAsked && hedge != NEVER) {
      due = Math.min(due, start + hedge);
    }
    return due;
  }

  private long nextPatience() {
    return Math.min(firstPatience, secondPatience);
  }

  private void wake() {
    if (over) {
      return;
    }
    long now = events.now();
    if (now >= deadline) {
      passDeadline(now);
    } else if (nextPatience() != NEVER && now - start >= nextPatience()) {
      losePatience();
    } else if (!hedgeAsked && hedge != NEVER && now - start >= hedge) {
      hedgeAsked = true;
      if (second == null && !firstOver) {
        askAnother();
      }
    }
    arm();
  }

  private void askAnother() {
    HeadgateLane lane = customer.hedge();
    if (lane != null) {
      Flight beside = new Flight(lane, events, true, this);
      second = beside;
      secondPatience = beside.startNanos() - start + patience;
      beside.start();
    }
  }

  private void losePatience() {
    if (firstPatience <= secondPatience) {
      firstPatience = NEVER;
      endIfSilent(first, firstOver);
      if (!over && second == null) {
        askAnother();
      }
    } else {
      secondPatience = NEVER;
      if (second != null) {
        endIfSilent(second, secondOver);
      }
    }
  }

  private static void endIfSilent(Flight flight, boolean ended) {
    if (!ended && flight.lane().state().silentSince(flight.startNanos())) {
      flight.lane().evict(flight.startNanos(), "no byte in time");
    }
  }

  private void passDeadline(long now) {
    boolean blamed = !firstOver && first.lane().state().silentSince(start);
    if (!firstOver) {
      firstOver = true;
      first.abandon(blamed ? "no byte for " + (now - start) / Span.MILLI + " ms" : null);
    }
    if (second != null && !secondOver) {
      secondOver = true;
      second.abandon(null);
    }
    if (blamed) {
      first.lane().evict(start, "no byte before the deadline");
    }
    finish(new End(first.lane(), new Outcome.DeadlinePassed(), null));
  }

  @Override
  public void ended(Flight flight, Outcome outcome, Said.@Nullable Head head) {
    if (flight == first) {
      firstOver = true;
    } else {
      secondOver = true;
    }
    boolean otherRuns = flight == first ? second != null && !secondOver : !firstOver;
    boolean wins = outcome instanceof Outcome.Result;
    End end = new End(flight.lane(), outcome, head);
    if (over) {
      return;
    }
    if (otherRuns && !wins) {
      spare = end;
    } else if (!otherRuns && spare != null && !wins) {
      finish(weight(spare) > weight(end) ? spare : end);
    } else {
      if (otherRuns) {
        won(flight);
      }
      finish(end);
    }
  }

  /// What leaves a doubt must not be forgotten.
  private static int weight(End end) {
    Outcome outcome = end.outcome();
    return outcome instanceof Outcome.Lost || outcome instanceof Outcome.Garbage ? 1 : 0;
  }

  private void won(Flight winner) {
    Flight loser = winner == first ? second : first;
    if (loser == null) {
      return;
    }
    firstOver |= loser == first;
    secondOver |= loser == second;
    loser.detach(deadline);
    if (loser == first) {
      blameIfSilent();
    }
  }

  private void blameIfSilent() {
    long now = events.now();
    NodeState state = first.lane().state();
    if (state.silentSince(start) && state.silentSince(now - Sending.SILENCE_FLOOR.toNanos())) {
      state.failed(now);
      state.breaker().failed(now - start, "silent while another node answered");
    }
  }

  private void finish(End end) {
    if (over) {
      return;
    }
    over = true;
    if (timer != null) {
      timer.cancel();
    }
    customer.ended(end.lane(), end.outcome(), end.head());
  }
}
