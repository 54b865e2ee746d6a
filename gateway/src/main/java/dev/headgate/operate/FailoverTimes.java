package dev.headgate.operate;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Measures how long each failover took until the new node answered its first call. Thread-safe.
final class FailoverTimes {
  private final SteadyClock clock;

  /// By the name of the node that took over, and has not answered since.
  private final Map<String, Failover> waiting = new ConcurrentHashMap<>();

  private final Map<Failover, Duration> switches = new ConcurrentHashMap<>();

  FailoverTimes(SteadyClock clock) {
    this.clock = clock;
  }

  /// From a failover's decision to now.
  Duration sinceDecision(Failover failover) {
    Duration since = Duration.between(failover.at(), clock.instant());
    return since.isNegative() ? Duration.ZERO : since;
  }

  /// Forgets what both pictures no longer tell, and waits for the new node's first answer. A
  /// failover that is already superseded is not waited for: its node's next answer is not due to
  /// it.
  void failedOver(ChainHealth before, ChainHealth now) {
    before.failovers().forEach(old -> waiting.remove(old.to(), old));
    before.failovers().stream()
        .filter(old -> !now.failovers().contains(old))
        .forEach(switches::remove);
    now.failovers().stream()
        .findFirst()
        .filter(FailoverTimes::hadActive)
        .ifPresent(newest -> waiting.put(newest.to(), newest));
  }

  /// A node answered a call.
  ///
  /// @return the time since the decision, when it is the first answer after a failover to this node
  Optional<Duration> answered(Node node) {
    if (waiting.isEmpty()) {
      return Optional.empty();
    }
    Failover failover = waiting.get(node.name());
    if (failover == null || !waiting.remove(node.name(), failover)) {
      return Optional.empty();
    }
    Duration took = sinceDecision(failover);
    switches.put(failover, took);
    return Optional.of(took);
  }

  /// From the decision to the new node's first answer; empty while it has answered nothing since.
  Optional<Duration> switchTime(Failover failover) {
    return Optional.ofNullable(switches.get(failover));
  }

  /// The first choice of all takes over from nobody.
  static boolean hadActive(Failover failover) {
    return !failover.from().isEmpty();
  }
}
