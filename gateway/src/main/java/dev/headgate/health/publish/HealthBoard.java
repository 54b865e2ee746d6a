package dev.headgate.health.publish;

import dev.headgate.chain.Chain;
import dev.headgate.health.judge.ChainHealth;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    public ChainHealth latest() {
      return latest;
    }
  }

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final List<HealthListener> listeners = new CopyOnWriteArrayList<>();

  public HealthBoard(Collection<Chain> chains, Instant now) {
    chains.forEach(chain -> slots.put(chain.name(), new Slot(ChainHealth.unknown(chain, now))));
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

  /// Makes `now` the picture that every later reader sees, then tells the listeners.
  public void publish(ChainHealth now) {
    Slot slot = slots.get(now.chain().name());
    if (slot == null) {
      throw new IllegalArgumentException("no chain " + now.chain() + " on this board");
    }
    ChainHealth before = slot.latest;
    slot.latest = now;
    listeners.forEach(listener -> listener.published(before, now));
  }
}
