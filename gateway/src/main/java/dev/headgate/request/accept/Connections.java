package dev.headgate.request.accept;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts client connections against their limits. Thread-safe.
final class Connections {
  private volatile Limits limits;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<InetAddress, Integer> perClient = new ConcurrentHashMap<>();

  /// How many there may be.
  ///
  /// @param trusted proxies, which bring many clients and are held against the whole alone
  record Limits(int most, int mostPerClient, Set<InetAddress> trusted) {
    Limits {
      trusted = Set.copyOf(trusted);
    }
  }

  /// No connection yet.
  Connections(Limits limits) {
    this.limits = limits;
  }

  /// Other limits from now on; connections that are there already stay.
  void limit(Limits other) {
    limits = other;
  }

  /// Takes a place for a client; false when there is none, and then nothing was taken.
  boolean enter(InetAddress client) {
    Limits now = limits;
    if (all.incrementAndGet() > now.most()) {
      all.decrementAndGet();
      return false;
    }
    // Counted though trusted: it may cease to be while it is connected.
    int mine = perClient.merge(client, 1, Integer::sum);
    if (mine > now.mostPerClient() && !now.trusted().contains(client)) {
      leave(client);
      return false;
    }
    return true;
  }

  void leave(InetAddress client) {
    all.decrementAndGet();
    perClient.computeIfPresent(client, (_, count) -> count > 1 ? count - 1 : null);
  }

  int count() {
    return all.get();
  }
}
