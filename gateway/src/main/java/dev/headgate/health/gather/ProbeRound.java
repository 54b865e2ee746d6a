package dev.headgate.health.gather;

import dev.headgate.chain.Node;
import dev.headgate.health.judge.Observation;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Probes all nodes of a chain at once, each on a virtual thread of its own. What they see is
/// handed on as it comes; nobody waits for anybody. A node whose probe still runs is not probed
/// again: a hung node must not gather a crowd.
public final class ProbeRound {
  /// A probe asks up to four questions, and hourly two more; one that outlives five timeouts has
  /// lost its deadline.
  private static final int TIMEOUTS = 5;

  /// How often a node is asked how far back it has state: pruning is a matter of its settings.
  private static final Duration WINDOW_EVERY = Duration.ofHours(1);

  private final List<Node> nodes;
  private final Web3jProbe probe;
  private final SteadyClock clock;
  private final Duration overdue;
  private final String overdueWhy;
  private final ProbeListener listener;
  private final BiConsumer<Observation, Instant> sink;
  private final ConcurrentMap<String, Instant> running;
  private final ConcurrentMap<String, Instant> windows;
  private volatile Instant awakeSince = Instant.MIN;

  /// Rounds over the nodes of one chain.
  ///
  /// @param timeout of one question
  /// @param sink given each observation, on a probe's thread, with the instant when its probe began
  public ProbeRound(
      List<Node> nodes,
      Web3jProbe probe,
      SteadyClock clock,
      Duration timeout,
      ProbeListener listener,
      BiConsumer<Observation, Instant> sink) {
    this(
        nodes,
        probe,
        clock,
        timeout,
        listener,
        sink,
        new ConcurrentHashMap<>(),
        new ConcurrentHashMap<>());
  }

  private ProbeRound(
      List<Node> nodes,
      Web3jProbe probe,
      SteadyClock clock,
      Duration timeout,
      ProbeListener listener,
      BiConsumer<Observation, Instant> sink,
      ConcurrentMap<String, Instant> running,
      ConcurrentMap<String, Instant> windows) {
    this.nodes = nodes;
    this.probe = probe;
    this.clock = clock;
    this.overdue = timeout.multipliedBy(TIMEOUTS);
    this.overdueWhy = "no answer within " + overdue.toMillis() + " ms";
    this.listener = listener;
    this.sink = sink;
    this.running = running;
    this.windows = windows;
  }

  /// Rounds over other nodes, or by other settings, that know of this one's probes under way.
  ///
  /// @param timeout of one question
  public ProbeRound next(
      List<Node> others, Web3jProbe with, Duration timeout, BiConsumer<Observation, Instant> to) {
    Set<String> keys = others.stream().map(ProbeRound::key).collect(Collectors.toSet());
    ConcurrentMap<String, Instant> asked = new ConcurrentHashMap<>(windows);
    asked.keySet().retainAll(keys);
    return new ProbeRound(others, with, clock, timeout, listener, to, running, asked);
  }

  /// Another address is another node.
  private static String key(Node node) {
    return node.name() + " " + node.http();
  }

  /// Begins a probe of every node that is asked for and not being probed; returns at once.
  ///
  /// @param asked which nodes are to be probed
  /// @param wantsIdentity whether a node is to be asked for chain id and genesis as well
  /// @param awakeSince when this process last stood still; a probe is overdue by time after that
  public void start(Predicate<Node> asked, Predicate<Node> wantsIdentity, Instant awakeSince) {
    Instant now = clock.instant();
    this.awakeSince = awakeSince;
    for (Node node : nodes.stream().filter(asked).toList()) {
      boolean identity = wantsIdentity.test(node);
      Instant since = running.putIfAbsent(key(node), now);
      if (since == null) {
        Thread.ofVirtual().name("probe-" + node.name()).start(() -> run(node, identity, now));
      } else {
        speakFor(node, since.isBefore(awakeSince) ? awakeSince : since, now);
      }
    }
  }

  /// A probe that has lost its deadline may never say a word, so the round does, each time anew.
  private void speakFor(Node node, Instant since, Instant now) {
    if (since.plus(overdue).isBefore(now)) {
      sink.accept(new Observation.Silent(node, now, overdueWhy, false), since);
      listener.probed(node, false, overdueWhy);
    }
  }

  /// The first head of an hour asks for the window behind it as well.
  private void take(Observation seen, Instant began) {
    sink.accept(seen, began);
    if (seen instanceof Observation.Head head) {
      String name = key(head.node());
      Instant asked = windows.get(name);
      if (asked == null || asked.plus(WINDOW_EVERY).isBefore(began)) {
        windows.put(name, began);
        probe.window(head.node(), head.number()).ifPresent(window -> sink.accept(window, began));
      }
    }
  }

  /// A probe that was under way while this process stood still tells of a time that is past, and so
  /// another follows at once.
  private void run(Node node, boolean identity, Instant began) {
    once(node, identity, began);
    Instant now = clock.instant();
    if (began.isBefore(awakeSince) && running.putIfAbsent(key(node), now) == null) {
      once(node, true, now);
    }
  }

  private void once(Node node, boolean identity, Instant began) {
    Optional<String> failed;
    try {
      failed = probe.probe(node, identity, seen -> take(seen, began));
    } finally {
      running.remove(key(node));
    }
    // A probe that failed later than any can was under way while this process stood still.
    if (failed.isEmpty() || !began.plus(overdue).isBefore(clock.instant())) {
      listener.probed(node, failed.isEmpty(), failed.orElse(""));
    }
  }
}
