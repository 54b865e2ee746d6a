package dev.headgate.bench.policy;

import java.util.List;
import java.util.PriorityQueue;

/// What is to happen, in the order of time; of two at the same moment the one that was due or asked
/// for first. Moves the clock.
final class Events {
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final List<Span> pauses;
  private final SimClock clock = new SimClock();
  private long sequence;

  /// A queue at time 0.
  ///
  /// @param pauses when the gateway's process stands still: what is due to it then happens at the
  ///   pause's end
  Events(List<Span> pauses) {
    this.pauses = List.copyOf(pauses);
  }

  SimClock clock() {
    return clock;
  }

  long now() {
    return clock.nanos();
  }

  /// Something in the world, which no pause of the gateway holds up.
  void inWorld(long nanos, Runnable deed) {
    queue.add(new Event(Math.max(nanos, now()), nanos, sequence++, false, deed));
  }

  /// Something that the gateway does or is told.
  Event inGateway(long nanos, Runnable deed) {
    Event event = new Event(Math.max(nanos, now()), nanos, sequence++, true, deed);
    queue.add(event);
    return event;
  }

  /// All that is due until then, and what that leads to.
  void runUntil(long nanos) {
    while (!queue.isEmpty() && queue.peek().nanos <= nanos) {
      Event event = queue.remove();
      if (!event.cancelled) {
        happen(event);
      }
    }
    clock.moveTo(nanos);
  }

  private void happen(Event event) {
    for (Span pause : pauses) {
      if (event.gateway && pause.holds(event.nanos)) {
        event.nanos = pause.until();
        queue.add(event);
        return;
      }
    }
    clock.moveTo(event.nanos);
    event.deed.run();
  }

  /// One entry of the queue.
  static final class Event implements Comparable<Event> {
    private final long due;
    private final long sequence;
    private final boolean gateway;
    private final Runnable deed;
    private long nanos;
    private boolean cancelled;

    private Event(long nanos, long due, long sequence, boolean gateway, Runnable deed) {
      this.nanos = nanos;
      this.due = due;
      this.sequence = sequence;
      this.gateway = gateway;
      this.deed = deed;
    }

    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
      if (nanos != other.nanos) {
        return Long.compare(nanos, other.nanos);
      }
      return due != other.due
          ? Long.compare(due, other.due)
          : Long.compare(sequence, other.sequence);
    }
  }
}
