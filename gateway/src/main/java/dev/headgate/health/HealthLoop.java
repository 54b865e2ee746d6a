package dev.headgate.health;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.gather.ChainTraffic;
import dev.headgate.health.gather.HeadFollower;
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.gather.ProbeRound;
import dev.headgate.health.gather.Web3jProbe;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.time.Loop;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Questions;
import dev.headgate.wire.Sockets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/// The loop of one chain: what was seen goes to the judge, its picture onto the board.
final class HealthLoop implements AutoCloseable {
  /// @param began when the probe behind it began
  private record Sighting(Observation observation, Instant began) {}

  private final Chain chain;
  private final Judge judge;
  private final HealthBoard board;
  private final SteadyClock clock;
  private final ProbeRound round;
  private final ChainTraffic traffic;
  private final Loop loop;
  private final Journal journal = new Journal();
  private final Queue<Sighting> seen = new ConcurrentLinkedQueue<>();
  private final Map<String, HeadFollower> followers;
  private final Duration probeInterval;
  private final Duration tick;

  /// The latest push of each node that is yet to be judged: however many come, one waits.
  private final Map<String, Observation.Pushed> pushed = new ConcurrentHashMap<>();

  // Only the loop's own thread touches these.
  private ChainState state;
  private Wakefulness wakefulness;
  private Instant nextRound = Instant.MIN;

  HealthLoop(
      ChainSettings settings,
      Questions questions,
      Sockets sockets,
      HealthBoard board,
      SteadyClock clock,
      ProbeListener listener) {
    HealthSettings health = settings.health();
    this.chain = settings.chain();
    this.judge = new Judge(chain, health);
    this.traffic = new ChainTraffic(chain.judged());
    this.board = board;
    this.clock = clock;
    Instant now = clock.instant();
    this.wakefulness = Wakefulness.of(health, now);
    this.state = judge.first(now);
    Duration timeout = health.probeTimeout();
    Web3jProbe probe = new Web3jProbe(questions, clock, timeout);
    this.round = new ProbeRound(chain.judged(), probe, clock, timeout, listener, this::tell);
    this.followers =
        chain.judged().stream()
            .filter(Node::hasWs)
            .collect(
                Collectors.toUnmodifiableMap(
                    Node::name,
                    node -> new HeadFollower(chain.name(), node, sockets, clock, this::tell)));
    this.probeInterval = health.probeInterval();
    this.tick = tick(health);
    this.loop = new Loop("health-" + chain.name(), tick, this::turn);
  }

  /// Where one node pushes its heads and another has to be asked, the other must not look late
  /// enough for a handover merely because nobody asked.
  private Duration tick(HealthSettings health) {
    Duration often = health.handover().dividedBy(2);
    boolean seldom = health.probeInterval().compareTo(often) > 0;
    return !followers.isEmpty() && seldom && often.isPositive() ? often : health.probeInterval();
  }

  void start() {
    loop.start();
    followers.values().forEach(HeadFollower::start);
  }

  @Override
  public void close() {
    followers.values().forEach(HeadFollower::close);
    loop.close();
  }

  Chain chain() {
    return chain;
  }

  Journal journal() {
    return journal;
  }

  ChainTraffic traffic() {
    return traffic;
  }

  /// Takes what was seen into the next turn, and makes that turn now. From any thread.
  void tell(Observation observation) {
    if (observation instanceof Observation.Pushed push) {
      pushed.put(push.node().name(), push);
      loop.wake();
    } else {
      tell(observation, observation.at());
    }
  }

  private void tell(Observation observation, Instant began) {
    HeadFollower follower = followers.get(observation.node().name());
    if (follower != null && observation instanceof Observation.Head head) {
      follower.polled(head);
    }
    seen.add(new Sighting(observation, began));
    loop.wake();
  }

  void turn(boolean due) {
    List<Sighting> sightings = drained();
    Instant now = clock.instant();
    if (due) {
      traffic.take(now).forEach(seen -> sightings.add(new Sighting(seen, now)));
    }
    wakefulness = wakefulness.turn(now);
    List<Observation> counted =
        sightings.stream()
            .filter(s -> wakefulness.counts(s.observation(), s.began()))
            .map(Sighting::observation)
            .toList();
    ChainState before = state;
    state = judge.next(before, counted, now);
    journal.turn(before, new Journal.Turn(now, counted), state);
    board.publish(state.picture());
    if (due) {
      probe(now);
    }
  }

  private void probe(Instant now) {
    boolean all = tick.equals(probeInterval) || !now.isBefore(nextRound);
    if (all) {
      nextRound = now.plus(probeInterval).minus(tick.dividedBy(2));
    }
    boolean somePush = state.picture().nodes().stream().anyMatch(HealthLoop::pushes);
    round.start(
        node -> all || (somePush && !pushes(node)),
        node -> state.wantsIdentity(node, now),
        wakefulness.awakeSince());
  }

  private boolean pushes(Node node) {
    return state.picture().nodes().stream()
        .anyMatch(n -> n.node().name().equals(node.name()) && pushes(n));
  }

  private static boolean pushes(NodeHealth node) {
    return node.webSocket() == SocketState.UP;
  }

  private List<Sighting> drained() {
    List<Sighting> drained = new ArrayList<>();
    for (Sighting next = seen.poll(); next != null; next = seen.poll()) {
      drained.add(next);
    }
    for (String name : followers.keySet()) {
      Observation.Pushed push = pushed.remove(name);
      if (push != null) {
        drained.add(new Sighting(push, push.at()));
      }
    }
    return drained;
  }
}
