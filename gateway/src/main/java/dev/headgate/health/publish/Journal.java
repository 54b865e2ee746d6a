package dev.headgate.health.publish;

import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.judge.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Each change of a chain's active node with what the judge saw before it: the verdict on every
/// node at that moment, and the turns of the seconds before with all their observations. A judge
/// that starts from [Entry#start()] and is given [Entry#turns()] decides the same again. Bounded.
/// Thread-safe; written by one thread.
public final class Journal {
  private static final Duration BEFORE = Duration.ofSeconds(15);
  private static final int MOST_TURNS = 256;
  private static final int MOST_ENTRIES = 64;

  /// One turn of the judge.
  ///
  /// @param now by the steady clock
  /// @param orders given to the judge
  public record Turn(Instant now, List<Observation> seen, List<Order> orders) {
    public Turn {
      seen = List.copyOf(seen);
      orders = List.copyOf(orders);
    }

    /// One without orders.
    public Turn(Instant now, List<Observation> seen) {
      this(now, seen, List.of());
    }
  }

  /// One change.
  ///
  /// @param nodes as they were judged in that turn, best first
  /// @param start the judge's memory before the first of the turns
  /// @param turns of the 15 seconds before, oldest first; the last one decided
  public record Entry(
      Failover failover, List<NodeHealth> nodes, ChainState start, List<Turn> turns) {
    public Entry {
      nodes = List.copyOf(nodes);
      turns = List.copyOf(turns);
    }
  }

  private record Step(ChainState before, Turn turn) {}

  private final Deque<Step> recent = new ArrayDeque<>();
  private volatile List<Entry> entries = List.of();

  /// The judge goes on by other settings: turns before this could not be decided again by them.
  public void restart() {
    recent.clear();
  }

  /// The judge made a turn.
  public void turn(ChainState before, Turn turn, ChainState after) {
    recent.add(new Step(before, turn));
    while (recent.size() > MOST_TURNS
        || recent.getFirst().turn().now().plus(BEFORE).isBefore(turn.now())) {
      recent.removeFirst();
    }
    Optional<Failover> newest = newest(after);
    if (newest.isPresent() && !newest.equals(newest(before))) {
      add(
          new Entry(
              newest.get(),
              after.picture().nodes(),
              recent.getFirst().before(),
              recent.stream().map(Step::turn).toList()));
    }
  }

  private static Optional<Failover> newest(ChainState state) {
    return state.picture().failovers().stream().findFirst();
  }

  private void add(Entry entry) {
    List<Entry> all = new ArrayList<>(entries);
    all.addFirst(entry);
    entries = List.copyOf(all.subList(0, Math.min(all.size(), MOST_ENTRIES)));
  }

  /// The changes, newest first.
  public List<Entry> entries() {
    return entries;
  }
}
