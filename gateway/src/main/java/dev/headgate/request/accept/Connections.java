package dev.headgate.request.accept;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts client connections against their limits. Thread-safe.
///
/// A trusted proxy's connection belongs to no client: it counts against the whole alone, and while
/// it carries a call of a client whom the proxy names, it counts as one connection of that client.
final class Connections {
  private volatile Limits limits;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<Client, Integer> perClient = new ConcurrentHashMap<>();

  /// How many there may be, in all and of one client.
  record Limits(int most, int mostPerClient) {}

  /// No connection yet.
  Connections(Limits limits) {
    this.limits = limits;
  }

  /// Other limits from now on; connections that are there already stay.
  void limit(Limits other) {
    limits = other;
  }

  /// Takes one of all places; false when there is none, and then nothing was taken.
  boolean enter() {
    if (all.incrementAndGet() > limits.most()) {
      all.decrementAndGet();
      return false;
    }
    return true;
  }

  void leave() {
    all.decrementAndGet();
  }

  /// Takes one of a client's places; false when it has none left, and then nothing was taken.
  boolean enter(Client client) {
    if (perClient.merge(client, 1, Integer::sum) > limits.mostPerClient()) {
      leave(client);
      return false;
    }
    return true;
  }

  void leave(Client client) {
    perClient.computeIfPresent(client, (_, count) -> count > 1 ? count - 1 : null);
  }

  int count() {
    return all.get();
  }
}
