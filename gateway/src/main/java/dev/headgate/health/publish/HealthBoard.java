package dev.headgate.health.publish;

import dev.headgate.chain.Chain;
import dev.headgate.health.judge.ChainHealth;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Holds the latest [ChainHealth] of every chain. Reading is one volatile read. Thread-safe; one
/// chain's pictures are published by one thread at a time.
public final class HealthBoard {

  /// The place of one chain's picture: resolve it once, read it per call.
  public static final class Slot {
    private volatile ChainHealth latest;

    private Slot(ChainHealth first) {
      latest = first;
    }

    /// A place that is on no board yet, and of which nothing is known.
    public static Slot of(Chain chain, Instant now) {
      return new Slot(ChainHealth.unknown(chain, now));
    }

    public ChainHealth latest() {
      return latest;
    }
  }

  private volatile Map<String, Slot> slots;
  private final List<HealthListener> listeners = new CopyOnWriteArrayList<>();

  public HealthBoard(Collection<Chain> chains, Instant now) {
    Map<String, Slot> first = new LinkedHashMap<>();
    chains.forEach(chain -> first.put(chain.name(), Slot.of(chain, now)));
    slots = first;
  }

  /// From now on these are the chains. A place that is replaced keeps the picture that it shows:
  /// whoever holds it sees no other any more. Nobody may publish meanwhile for a chain whose place
  /// is a new one.
  ///
  /// @param places by the chain's name, in order; both those that stay and new ones
  /// @param pictures the first of each new place; listeners are told of them
  public void arrange(Map<String, Slot> places, Collection<ChainHealth> pictures) {
    Map<String, Slot> old = slots;
    for (ChainHealth picture : pictures) {
      Objects.requireNonNull(places.get(picture.chain().name())).latest = picture;
    }
    slots = new LinkedHashMap<>(places);
    for (ChainHealth picture : pictures) {
      Slot before = old.get(picture.chain().name());
      ChainHealth earlier =
          before == null ? ChainHealth.unknown(picture.chain(), picture.at()) : before.latest;
      tell(earlier, picture);
    }
  }

  /// The slot of a chain of the configuration; null when there is none of that name.
  public @Nullable Slot slot(String chain) {
    return slots.get(chain);
  }

  public Optional<ChainHealth> of(String chain) {
    return Optional.ofNullable(slots.get(chain)).map(Slot::latest);
  }

  /// The latest pictures in the order of the configuration.
  public List<ChainHealth> all() {
    return slots.values().stream().map(Slot::latest).toList();
  }

  public void listen(HealthListener listener) {
    listeners.add(listener);
  }

  /// The listener is told nothing more.
  public void forget(HealthListener listener) {
    listeners.remove(listener);
  }

  /// Makes `now` the picture that every later reader sees, then tells the listeners.
  public void publish(ChainHealth now) {
    Slot slot = slots.get(now.chain().name());
    if (slot == null) {
      throw new IllegalArgumentException("no chain " + now.chain() + " on this board");
    }
    ChainHealth before = slot.latest;
    slot.latest = now;
    tell(before, now);
  }

  private void tell(ChainHealth before, ChainHealth now) {
    listeners.forEach(listener -> listener.published(before, now));
  }
}
