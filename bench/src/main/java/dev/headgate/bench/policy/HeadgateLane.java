package dev.headgate.bench.policy;

import dev.headgate.config.BreakerSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.request.plan.LatencyQuantile;
import dev.headgate.request.send.NodeBreaker;
import dev.headgate.request.send.NodeState;
import dev.headgate.request.send.Sending;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One node as Headgate's request path holds it: its breaker, latency, and what is in flight on it.
final class HeadgateLane {

  /// Told what calls meet at the node.
  interface Listener {
    /// Its breaker changed its state.
    void changed(HeadgateLane lane, BreakerState state, String why);

    /// It refused a call its connection.
    void gone(HeadgateLane lane);
  }

  private final SimNode node;
  private final Events events;
  private final NodeState state;
  private final LatencyQuantile latency = new LatencyQuantile();
  private final Listener listener;
  private final List<Flight> flights = new ArrayList<>();
  private long lastByte;

  HeadgateLane(SimNode node, Events events, BreakerSettings settings, Listener listener) {
    this.node = node;
    this.events = events;
    this.listener = listener;
    long wait = settings.open().toNanos() + 1;
    NodeBreaker breaker =
        NodeBreaker.untimed(
            node.node(),
            settings,
            events.clock(),
            (to, why) -> {
              listener.changed(this, to, why);
              if (to == BreakerState.OPEN) {
                evict(events.now() - Sending.SILENCE_FLOOR.toNanos(), why);
              }
              if (to != BreakerState.CLOSED) {
                events.inGateway(events.now() + wait, this::breakerDue);
              }
            });
    state = new NodeState(node.node(), breaker, events.now());
  }

  private void breakerDue() {
    state.breaker().due();
  }

  SimNode node() {
    return node;
  }

  NodeState state() {
    return state;
  }

  LatencyQuantile latency() {
    return latency;
  }

  /// Asks the node; whatever comes back is a sign of life.
  void ask(Consumer<Said> listener) {
    node.ask(said -> {
      if (said instanceof Said.Head || said instanceof Said.Status) {
        lastByte = events.now();
        state.heard(lastByte);
      }
      listener.accept(said);
    });
  }

  /// A call was refused its connection.
  void refused() {
    listener.gone(this);
  }

  /// The latest byte on the connection that a call takes now, at the latest.
  long lastByte() {
    return lastByte;
  }

  void took(Flight flight) {
    flights.add(flight);
  }

  void gave(Flight flight) {
    flights.remove(flight);
  }

  /// Ends what is in flight on connections that are silent since then, as `wire` does.
  void evict(long silentSince, String why) {
    for (Flight flight : List.copyOf(flights)) {
      if (flight.connectionByte() <= silentSince) {
        flight.evicted(why);
      }
    }
  }
}
