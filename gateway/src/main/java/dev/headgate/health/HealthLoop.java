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
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.judge.Order;
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
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The loop of one chain: what was seen goes to the judge, its picture onto the board.
final class HealthLoop implements AutoCloseable {
  /// While no call can be served, nodes are probed so often: each moment until one is found to be
  /// back costs every client.
  private static final Duration DARK = Duration.ofMillis(100);

  private record Asked(Order order, Commands.Given given) {}

  /// @param began when the probe behind it began
  private record Sighting(Observation observation, Instant began) {}

  private final ChainSettings settings;
  private final Chain chain;
  private final Judge judge;
  private final HealthBoard board;
  private final SteadyClock clock;
  private final ProbeRound round;
  private final ChainTraffic traffic;
  private final Loop loop;
  private final Executor turning;
  private final Journal journal;
  private final Queue<Sighting> seen = new ConcurrentLinkedQueue<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Map<String, HeadFollower> followers;
  private final Map<String, HeadFollower> inherited;
  private final Duration probeInterval;
  private final Duration tick;

  /// The latest push of each node that is yet to be judged: however many come, one waits.
  private final Map<String, Observation.Pushed> pushed = new ConcurrentHashMap<>();

  /// Who goes on with this chain by other settings; null while this one does.
  private volatile @Nullable HealthLoop successor;

  /// Why no order is decided on any more; empty while they are.
  private volatile String over = "";

  /// Written by the loop's own thread, and before it starts and after it has ended by whoever
  /// handles the succession.
  private volatile ChainState state;

  // Only the loop's own thread touches these.
  private Wakefulness wakefulness;
  private Instant nextRound = Instant.MIN;
  private final List<Asked> undecided = new ArrayList<>();

  /// Made by the succession, to be told when its picture is out.
  private final List<Decision> untold = new ArrayList<>();

  HealthLoop(
      ChainSettings settings,
      Questions questions,
      Sockets sockets,
      HealthBoard board,
      SteadyClock clock,
      ProbeListener listener) {
    this(settings, questions, sockets, board, clock, listener, Optional.empty());
  }

  /// A loop that is to go on where another ends, by other settings.
  ///
  /// @param before the loop of the same chain until now, which goes on until [#takeOver]
  HealthLoop(
      ChainSettings settings,
      Questions questions,
      Sockets sockets,
      HealthBoard board,
      SteadyClock clock,
      ProbeListener listener,
      Optional<HealthLoop> before) {
    HealthSettings health = settings.health();
    this.settings = settings;
    this.chain = settings.chain();
    this.judge = new Judge(chain, health);
    this.traffic =
        before
            .map(old -> new ChainTraffic(chain.judged(), old.traffic))
            .orElseGet(() -> new ChainTraffic(chain.judged()));
    this.journal = before.map(HealthLoop::journal).orElseGet(Journal::new);
    this.board = board;
    this.clock = clock;
    Instant now = clock.instant();
    this.wakefulness = Wakefulness.of(health, now);
    this.state = judge.first(now);
    Duration timeout = health.probeTimeout();
    Web3jProbe probe = new Web3jProbe(questions, clock, timeout);
    this.round =
        before
            .map(old -> old.round.next(chain.judged(), probe, timeout, this::tell))
            .orElseGet(
                () -> new ProbeRound(chain.judged(), probe, clock, timeout, listener, this::tell));
    this.inherited = before.map(this::shared).orElse(Map.of());
    this.followers =
        chain.judged().stream()
            .filter(Node::hasWs)
            .collect(
                Collectors.toUnmodifiableMap(
                    Node::name,
                    node -> {
                      HeadFollower known = inherited.get(node.name());
                      return known != null
                          ? known
                          : new HeadFollower(chain.name(), node, sockets, clock, this::tell);
                    }));
    this.probeInterval = health.probeInterval();
    this.tick = tick(health);
    this.loop = new Loop("health-" + chain.name(), tick, this::turn);
    this.turning = loop::beforeNextTurn;
  }

  /// Where one node pushes its heads and another has to be asked, the other must not look late
  /// enough for a handover merely because nobody asked.
  private Duration tick(HealthSettings health) {
    Duration often = health.handover().dividedBy(2);
    boolean seldom = health.probeInterval().compareTo(often) > 0;
    return !followers.isEmpty() && seldom && often.isPositive() ? often : health.probeInterval();
  }

  /// The followers of nodes that both have, over the same WebSocket.
  private Map<String, HeadFollower> shared(HealthLoop old) {
    return chain.judged().stream()
        .filter(Node::hasWs)
        .filter(node -> old.chain.node(node.name()).filter(node::sharesSocket).isPresent())
        .filter(node -> old.followers.containsKey(node.name()))
        .collect(
            Collectors.toUnmodifiableMap(
                Node::name, node -> Objects.requireNonNull(old.followers.get(node.name()))));
  }

  void start() {
    untold.forEach(this::tell);
    untold.clear();
    loop.start();
    followers.values().stream()
        .filter(follower -> !inherited.containsValue(follower))
        .forEach(HeadFollower::start);
  }

  @Override
  public void close() {
    followers.values().forEach(HeadFollower::close);
    loop.close();
  }

  /// Refuses every order that still waits, and whatever comes. To be called once, after [#close];
  /// not for a loop that has a successor.
  ///
  /// @param why in a sentence
  void giveUp(String why) {
    over = why;
    orders();
    undecided.forEach(each -> each.given().refuse(each.order(), why));
    undecided.clear();
  }

  /// Ends the loop before, and goes on from what it knew. To be called once, before [#start]; what
  /// is told to the other afterwards comes here.
  ///
  /// @param seen first looks at nodes that are new to the chain
  /// @return the picture to begin with; it is on no board yet
  ChainHealth takeOver(HealthLoop before, List<ChainState> seen) {
    before.loop.close();
    Instant now = clock.instant();
    ChainState first = from(Stream.concat(Stream.of(before.state), seen.stream()).toList(), now);
    inherited.values().forEach(follower -> follower.tellTo(this::tell));
    before.followers.values().stream()
        .filter(follower -> !inherited.containsValue(follower))
        .forEach(HeadFollower::close);
    undecided.addAll(before.undecided);
    before.successor = this;
    before.handOn();
    return first.picture();
  }

  /// Begins with what first looks at its nodes have shown.
  ///
  /// @return the picture to begin with; it is on no board yet
  ChainHealth takeOver(List<ChainState> seen) {
    return (seen.isEmpty() ? state : from(seen, clock.instant())).picture();
  }

  private ChainState from(List<ChainState> memories, Instant now) {
    ChainState taken = judge.takeOver(memories, now);
    ChainState first = judge.next(taken, List.of(), now);
    journal.restart();
    journal.turn(taken, new Journal.Turn(now, List.of()), first);
    wakefulness = Wakefulness.of(settings.health(), now);
    state = first;
    untold.addAll(taken.decisions());
    untold.addAll(first.decisions());
    return first;
  }

  /// What the first picture would be if this loop took over now. Changes nothing.
  ChainHealth foresee(Optional<HealthLoop> before, List<ChainState> seen) {
    List<ChainState> memories =
        Stream.concat(before.stream().map(old -> old.state), seen.stream()).toList();
    Instant now = clock.instant();
    return memories.isEmpty()
        ? state.picture()
        : judge.next(judge.takeOver(memories, now), List.of(), now).picture();
  }

  /// Whether a chain, by its settings, may be the one that this loop has watched.
  boolean watches(ChainSettings chain) {
    return new Judge(chain.chain(), chain.health()).isOf(state);
  }

  ChainSettings settings() {
    return settings;
  }

  Chain chain() {
    return chain;
  }

  /// What is given to it runs before the next turn, which comes at once; always the same one.
  Executor turning() {
    return turning;
  }

  Journal journal() {
    return journal;
  }

  ChainTraffic traffic() {
    return traffic;
  }

  /// Takes an order into the next turn, and makes that turn now. From any thread.
  Commands.Given order(Order order) {
    Commands.Given given = Commands.Given.pending();
    asked.add(new Asked(order, given));
    wake();
    if (!over.isEmpty()) { // looked at after the order was added, so that none stays behind
      given.refuse(order, over);
    }
    return given;
  }

  /// Takes what was seen into the next turn, and makes that turn now. From any thread.
  void tell(Observation observation) {
    if (!judges(observation.node())) {
      return;
    }
    if (observation instanceof Observation.Pushed push) {
      pushed.put(push.node().name(), push);
      wake();
    } else {
      tell(observation, observation.at());
    }
  }

  /// A probe of a node that was taken out may still be under way.
  private boolean judges(Node node) {
    return chain.node(node.name()).filter(node::isSame).isPresent();
  }

  private void wake() {
    if (successor == null) {
      loop.wake();
    } else {
      handOn();
    }
  }

  /// Whoever adds looks for a successor afterwards, so that nothing stays behind.
  private void handOn() {
    HealthLoop next = Objects.requireNonNull(successor);
    for (Asked order = asked.poll(); order != null; order = asked.poll()) {
      next.asked.add(order);
      next.wake();
    }
    for (Sighting seen : drained()) {
      if (seen.observation() instanceof Observation.Pushed) {
        next.tell(seen.observation());
      } else {
        next.tell(seen.observation(), seen.began());
      }
    }
  }

  private void tell(Observation observation, Instant began) {
    if (!judges(observation.node())) {
      return;
    }
    HeadFollower follower = followers.get(observation.node().name());
    if (follower != null && observation instanceof Observation.Head head) {
      follower.polled(head);
    }
    seen.add(new Sighting(observation, began));
    wake();
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
    List<Order> orders = orders();
    state = judge.next(before, counted, orders, now);
    journal.turn(before, new Journal.Turn(now, counted, orders), state);
    board.publish(state.picture());
    state.decisions().forEach(this::tell);
    if (due) {
      probe(now);
    }
    if (isDark()) {
      loop.hurry(DARK);
    }
  }

  private boolean isDark() {
    return state.picture().judged() && !state.picture().servable();
  }

  private List<Order> orders() {
    List<Order> orders = new ArrayList<>();
    for (Asked next = asked.poll(); next != null; next = asked.poll()) {
      undecided.add(next);
      orders.add(next.order());
    }
    return orders;
  }

  /// Told after the picture is out: whoever is answered "done" finds it so.
  private void tell(Decision decision) {
    undecided.stream()
        .filter(each -> each.order().equals(decision.order()))
        .forEach(each -> each.given().tell(decision));
    undecided.removeIf(each -> each.given().ended().isDone());
  }

  private void probe(Instant now) {
    boolean all = tick.equals(probeInterval) || !now.isBefore(nextRound) || isDark();
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
