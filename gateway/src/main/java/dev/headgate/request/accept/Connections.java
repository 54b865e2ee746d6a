package dev.headgate.request.accept;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts client connections against their limits. Thread-safe.
final class Connections {
  private final int most;
  private final int mostPerClient;
  private final Set<InetAddress> trusted;
  private final AtomicInteger all = new AtomicInteger();
  private final Map<InetAddress, Integer> perClient = new ConcurrentHashMap<>();

  /// No connection yet.
  ///
  /// @param trusted proxies, which bring many clients and are counted against the whole alone
  Connections(int most, int mostPerClient, Set<InetAddress> trusted) {
    this.most = most;
    this.mostPerClient = mostPerClient;
    this.trusted = trusted;
  }

  /// Takes a place for a client; false when there is none, and then nothing was taken.
  boolean enter(InetAddress client) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return false;
    }
    if (!trusted.contains(client) && perClient.merge(client, 1, Integer::sum) > mostPerClient) {
      leave(client);
      return false;
    }
    return true;
  }

  void leave(InetAddress client) {
    all.decrementAndGet();
    if (!trusted.contains(client)) {
      perClient.computeIfPresent(client, (_, count) -> count > 1 ? count - 1 : null);
    }
  }

  int count() {
    return all.get();
  }
}
