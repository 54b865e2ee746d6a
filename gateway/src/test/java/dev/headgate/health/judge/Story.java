package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import dev.headgate.health.publish.Journal;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// A chain that grows by the clock, nodes that behave as told, and the judge that looks on once a
/// second.
final class Story {
  static final long FIRST_BLOCK = 21_000_000;
  static final Duration TICK = Duration.ofSeconds(1);

  final ManualClock clock = new ManualClock();
  final Instant start = clock.instant();
  final Map<String, Actor> nodes = new LinkedHashMap<>();
  final HealthSettings settings;
  final Duration blockTime;
  final Judge judge;
  final List<ChainHealth> pictures = new ArrayList<>();
  final Journal journal = new Journal();
  private final List<Observation> told = new ArrayList<>();
  private final List<Order> ordered = new ArrayList<>();
  private Optional<Duration> haltedAfter = Optional.empty();
  private Duration missed = Duration.ZERO;
  ChainState state;

  private Story(Chain chain, HealthSettings settings) {
    this.settings = settings;
    this.blockTime = chain.blockTime();
    this.judge = new Judge(chain, settings);
    chain.nodes().forEach(node -> nodes.put(node.name(), new Actor(node)));
    state = judge.first(start);
  }

  /// `a` is the primary; every further name is a standby.
  static Story ethereum(String... names) {
    return of(OptionalLong.of(1), Duration.ofSeconds(12), HealthSettings.DEFAULTS, names);
  }

  static Story of(
      OptionalLong chainId, Duration blockTime, HealthSettings settings, String... names) {
    List<Node> nodes = new ArrayList<>();
    for (String name : names) {
      Role role = name.startsWith("a") ? Role.PRIMARY : Role.STANDBY;
      nodes.add(Node.of(name, role, URI.create("http://127.0.0.1:1/" + name)));
    }
    return new Story(new Chain("ethereum", chainId, blockTime, nodes), settings);
  }

  /// How one node behaves; everything may be changed while the story runs.
  final class Actor {
    final Node node;
    Optional<String> silent = Optional.empty();
    boolean gone;
    OptionalLong frozen = OptionalLong.empty();
    Duration late = Duration.ZERO;
    long ahead;
    Duration timestampsOff = Duration.ZERO;
    long chainId = 1;
    Optional<String> genesis = Optional.of("0xd4e56740f876aef8");
    long latencyNanos = 1_000_000;
    String fork = "";
    long forkedAbove = Long.MAX_VALUE;

    Actor(Node node) {
      this.node = node;
    }

    /// It lives and says nothing, or nothing of use.
    void dies(String why) {
      silent = Optional.of(why);
      gone = false;
    }

    /// Its process ends.
    void ends() {
      silent = Optional.of("connection refused");
      gone = true;
    }

    void lives() {
      silent = Optional.empty();
    }

    void freezes() {
      frozen = OptionalLong.of(number());
    }

    void thaws() {
      frozen = OptionalLong.empty();
    }

    /// Its blocks above its present head are others than everyone's, named after the fork.
    void forks(String name) {
      fork = name;
      forkedAbove = number();
    }

    /// So many of its latest blocks become others, named after the fork.
    void reorgs(long depth, String name) {
      fork = name;
      forkedAbove = number() - depth;
    }

    void rejoins() {
      fork = "";
      forkedAbove = Long.MAX_VALUE;
    }

    private String hash(long number) {
      return "0x" + number + (number > forkedAbove ? fork : "");
    }

    long number() {
      return frozen.orElse(blockAt(elapsed().minus(late)) + ahead);
    }

    void probed() {
      if (silent.isPresent()) {
        told.add(new Observation.Silent(node, clock.instant(), silent.get(), gone));
        return;
      }
      if (state.wantsIdentity(node, clock.instant())) {
        told.add(new Observation.Identity(node, clock.instant(), chainId, genesis));
      }
      told.add(head(number()));
    }

    Observation.Head head(long number) {
      long timestamp =
          start
              .plus(blockTime.multipliedBy(number - ahead - FIRST_BLOCK))
              .plus(timestampsOff)
              .getEpochSecond();
      return new Observation.Head(
          node, clock.instant(), number, hash(number), hash(number - 1), timestamp, latencyNanos);
    }
  }

  Actor node(String name) {
    return Objects.requireNonNull(nodes.get(name), name);
  }

  private Duration elapsed() {
    Duration sinceStart = Duration.between(start, clock.instant()).minus(missed);
    return haltedAfter.isPresent() ? haltedAfter.get() : sinceStart;
  }

  void chainHalts() {
    haltedAfter = Optional.of(elapsed());
  }

  void chainGoesOn() {
    Duration halt = haltedAfter.orElseThrow();
    haltedAfter = Optional.empty();
    missed = missed.plus(elapsed().minus(halt));
  }

  private long blockAt(Duration time) {
    return FIRST_BLOCK + Math.floorDiv(time.toNanos(), blockTime.toNanos());
  }

  void breaker(String name, BreakerState state, String why) {
    told.add(new Observation.Breaker(node(name).node, clock.instant(), state, why));
    turn();
  }

  /// What calls met at a node since the turn before.
  void traffic(String name, long calls, long failures, long millis) {
    long nanos = millis * 1_000_000;
    told.add(
        new Observation.Traffic(node(name).node, clock.instant(), calls, failures, nanos, nanos));
  }

  /// This process stands still, then its own probes of the time before come in.
  void sleeps(long seconds) {
    clock.advance(Duration.ofSeconds(seconds));
    turn();
  }

  void says(Observation observation) {
    told.add(observation);
  }

  /// Who gives an order at this moment.
  Deed by(String who) {
    return new Deed(clock.instant(), who, "upgrade");
  }

  /// Orders are given, and the judge takes its turn at once.
  List<Decision> orders(Order... orders) {
    ordered.addAll(List.of(orders));
    turn();
    return state.decisions();
  }

  Decision order(Order order) {
    return orders(order).getLast();
  }

  Order.Switchover switchover(String to) {
    return new Order.Switchover(by("alice"), Optional.of(to), false, clock.instant());
  }

  Order.Switchover switchoverToTheBest() {
    return new Order.Switchover(by("alice"), Optional.empty(), false, clock.instant());
  }

  Order.Switchover switchoverWhenCaughtUp(String to, long seconds) {
    return new Order.Switchover(
        by("alice"), Optional.of(to), true, clock.instant().plusSeconds(seconds));
  }

  Order cordon(String node) {
    return new Order.Cordon(by("bob"), node);
  }

  Order uncordon(String node) {
    return new Order.Uncordon(by("bob"), node);
  }

  Order pause() {
    return new Order.Pause(by("carol"));
  }

  Order resume() {
    return new Order.Resume(by("carol"));
  }

  Order ack() {
    return new Order.Ack(by("dave"));
  }

  /// Every node is probed, then the judge takes its turn.
  ChainHealth probes() {
    nodes.values().forEach(Actor::probed);
    return turn();
  }

  ChainHealth turn() {
    Journal.Turn turn = new Journal.Turn(clock.instant(), told, ordered);
    ChainState before = state;
    state = judge.next(before, turn.seen(), turn.orders(), turn.now());
    journal.turn(before, turn, state);
    told.clear();
    ordered.clear();
    pictures.add(state.picture());
    return state.picture();
  }

  ChainHealth after(Duration time) {
    for (long tick = 0; tick < time.dividedBy(TICK); tick++) {
      clock.advance(TICK);
      probes();
    }
    return state.picture();
  }

  ChainHealth afterSeconds(long seconds) {
    return after(Duration.ofSeconds(seconds));
  }

  ChainHealth now() {
    return state.picture();
  }

  String active() {
    return now().active().map(Node::name).orElse("nobody");
  }

  NodeHealth of(String name) {
    return now().nodes().stream()
        .filter(n -> n.node().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  String reason(String name) {
    return of(name).verdict().reason();
  }

  Failover latest() {
    return now().failovers().getFirst();
  }

  List<String> changes() {
    return now().failovers().reversed().stream().map(f -> f.from() + ">" + f.to()).toList();
  }

  /// The most changes of the active node that any so long stretch saw, the first choice left out.
  long mostChangesWithin(Duration window) {
    List<Instant> at =
        now().failovers().stream().filter(f -> !f.from().isEmpty()).map(Failover::at).toList();
    return at.stream()
        .mapToLong(
            end -> at.stream().filter(t -> !t.isAfter(end) && t.isAfter(end.minus(window))).count())
        .max()
        .orElse(0);
  }

  List<String> order() {
    return now().order().stream().map(Node::name).toList();
  }
}
