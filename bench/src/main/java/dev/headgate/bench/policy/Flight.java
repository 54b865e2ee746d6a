package dev.headgate.bench.policy;

import dev.headgate.request.plan.Outcome;
import org.jspecify.annotations.Nullable;

/// One attempt, as `request.send.Attempt`: settles its node's account when it ends.
final class Flight {

  /// Who waits for it.
  interface Owner {
    void ended(Flight flight, Outcome outcome, Said.@Nullable Head head);
  }

  private final HeadgateLane lane;
  private final Events events;
  private final boolean permitted;
  private final long start;
  private final long connectionByte;
  private @Nullable Owner owner;
  private boolean over;

  /// @param permitted whether the breaker gave a permit
  Flight(HeadgateLane lane, Events events, boolean permitted, Owner owner) {
    this.lane = lane;
    this.events = events;
    this.permitted = permitted;
    this.owner = owner;
    start = events.now();
    connectionByte = lane.lastByte();
  }

  void start() {
    lane.took(this);
    lane.ask(this::heard);
  }

  HeadgateLane lane() {
    return lane;
  }

  long startNanos() {
    return start;
  }

  long connectionByte() {
    return connectionByte;
  }

  private void heard(Said said) {
    switch (said) {
      case Said.Head head -> end(new Outcome.Result(), head, null, true);
      case Said.Status(int code) when code == 429 ->
          end(new Outcome.RateLimited("HTTP status 429"), null, "HTTP status 429", false);
      case Said.Status(int code) -> {
        String why = "HTTP status " + code;
        end(new Outcome.Garbage(why), null, why, false);
      }
      case Said.Refused() -> {
        String why = "connection refused";
        lane.refused();
        end(new Outcome.NotSent(why), null, why, false);
      }
      case Said.Reset() -> {
        String why = "connection reset";
        end(new Outcome.Lost(why, true), null, why, false);
      }
    }
  }

  void evicted(String why) {
    end(new Outcome.Lost(why, false), null, why, false);
  }

  /// The call has its answer from elsewhere: this one runs out by itself, for its node's account.
  void detach(long deadline) {
    owner = null;
    events.inGateway(deadline, () -> abandon(null));
  }

  /// Ends it, whatever was still to come.
  ///
  /// @param failure why, when it tells against the node
  void abandon(@Nullable String failure) {
    owner = null;
    end(new Outcome.DeadlinePassed(), null, failure, false);
  }

  private void end(
      Outcome outcome, Said.@Nullable Head head, @Nullable String failure, boolean answered) {
    if (over) {
      return;
    }
    over = true;
    lane.gave(this);
    Owner mine = owner;
    owner = null;
    settle(answered, failure);
    if (mine != null) {
      mine.ended(this, outcome, head);
    }
  }

  private void settle(boolean answered, @Nullable String failure) {
    long now = events.now();
    if (answered) {
      lane.latency().add(now - start);
    }
    if (failure != null) {
      lane.state().failed(now);
    }
    if (permitted && failure != null) {
      lane.state().breaker().failed(now - start, failure);
    } else if (permitted && answered) {
      lane.state().breaker().succeeded(now - start);
    } else if (permitted) {
      lane.state().breaker().released();
    }
  }
}
