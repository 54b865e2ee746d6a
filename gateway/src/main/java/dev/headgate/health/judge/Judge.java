package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Judges the nodes of one chain. Pure: the same state, observations and instant give the same
/// state again. Immutable, so any thread may use it.
public final class Judge {

  /// The reason of a node that no probe has asked yet.
  public static final String NOT_YET_SEEN = "not yet seen";

  /// So many changes of the active node are kept in the picture.
  private static final int FAILOVERS = 32;

  private static final String FAILBACK = "failback";
  private static final Set<String> ORDERED = Set.of("switchover", Cause.CORDON.word());
  private static final int STALL_BLOCKS = 10;

  private final Chain chain;
  private final HealthSettings settings;

  public Judge(Chain chain, HealthSettings settings) {
    this.chain = chain;
    this.settings = settings;
  }

  /// Before anything was seen.
  public ChainState first(Instant now) {
    return new ChainState(
        chain.judged().stream().map(NodeMemory::unseen).toList(),
        House.of(chain),
        ChainHealth.unknown(chain, now),
        Optional.empty(),
        List.of());
  }

  /// One turn without orders.
  public ChainState next(ChainState before, List<Observation> seen, Instant now) {
    return next(before, seen, List.of(), now);
  }

  /// Whether this is the chain that the memory is of: its id may be written down now, or no longer
  /// be, but not be another.
  public boolean isOf(ChainState memory) {
    return !memory.house().contradicts(chain);
  }

  /// The memory to go on with when the configuration has changed. A node keeps what is known of it
  /// while its name and its http address stay, whatever its role or other settings are now.
  ///
  /// @param memories the chain's own first, then those of nodes that are new to it; each is of this
  ///   chain
  /// @return with the end of a switchover that waited for a node which may no longer be active
  public ChainState takeOver(List<ChainState> memories, Instant now) {
    ChainState own = memories.getFirst();
    return new ChainState(
        chain.judged().stream().map(node -> memory(node, memories, now)).toList(),
        own.house().under(chain),
        Repainting.of(own.picture(), chain, judged(memories), now),
        own.woke(),
        own.picture().orders().waiting().stream().flatMap(order -> lost(order).stream()).toList());
  }

  private Optional<Decision> lost(Order.Switchover order) {
    return order
        .to()
        .filter(name -> !Repainting.judges(chain, name))
        .map(name ->
            Decision.refused(
                order,
                chain.node(name).isPresent()
                    ? "given up: a reload made %s a relay, which is never active".formatted(name)
                    : "given up: a reload took %s out of %s".formatted(name, chain)));
  }

  /// A newcomer has to prove itself beside those that are there, like one that returns.
  private static NodeMemory memory(Node node, List<ChainState> memories, Instant now) {
    return memories
        .getFirst()
        .memory(node)
        .or(() -> newcomer(node, memories.subList(1, memories.size()), now))
        .map(known -> known.under(node))
        .orElseGet(() -> NodeMemory.unseen(node));
  }

  private static Optional<NodeMemory> newcomer(Node node, List<ChainState> looks, Instant now) {
    return looks.stream()
        .flatMap(look -> look.memory(node).stream())
        .findFirst()
        .map(known -> known.with(known.past().returned(now)));
  }

  private static boolean judged(List<ChainState> memories) {
    return memories.stream().anyMatch(memory -> memory.picture().judged());
  }

  /// One turn.
  ///
  /// @param seen what was seen since the turn before, oldest first; those of nodes that are not
  ///   judged are passed over
  /// @param orders given since the turn before, oldest first; each is decided on in this turn
  /// @param now by the steady clock, not before any of `seen`
  public ChainState next(
      ChainState before, List<Observation> seen, List<Order> orders, Instant now) {
    boolean slept = overslept(before, now);
    Optional<Instant> woke = slept ? Optional.of(now) : before.woke();
    List<NodeMemory> nodes = after(before, seen, woke.isPresent());
    if (woke.filter(at -> drowsy(nodes, at, now)).isPresent()) {
      ChainHealth same = before.picture().drowsily(now);
      return new ChainState(nodes, before.house(), same, woke, asleep(orders));
    }
    boolean judged = before.picture().judged() || heardEnough(nodes, before.house());
    House house = judged ? before.house().learn(nodes) : before.house();
    String active = before.picture().active().map(Node::name).orElse("");
    Orders noted = noted(before.picture().orders(), orders);
    Examination together =
        Examination.of(nodes, house, settings, chain.blockTime(), noted.cordoned(), active, now);
    Duration since = Duration.between(before.picture().at(), now);
    List<Standing> standings = together.standings().stream().map(s -> s.smoothed(since)).toList();
    Turn turn = new Turn(standings, together.tip(), house, before.picture(), orders, noted, now);
    return judged ? decided(turn) : undecided(turn);
  }

  /// Orders that name a node of another chain, or of none, change nothing.
  private Orders noted(Orders before, List<Order> orders) {
    Orders noted = before;
    for (Order order : orders) {
      boolean stray =
          order instanceof Order.Cordon c
              && chain.judged().stream().noneMatch(n -> n.name().equals(c.node()));
      noted = stray ? noted : noted.noted(order);
    }
    return noted;
  }

  private static List<Decision> asleep(List<Order> orders) {
    return orders.stream()
        .map(order ->
            Decision.refused(
                order,
                "this gateway has just stood still and hears its nodes anew; try again in two"
                    + " seconds"))
        .toList();
  }

  /// A turn so late means that this process stood still, not the nodes.
  private boolean overslept(ChainState before, Instant now) {
    return before.picture().judged()
        && before.picture().at().plus(settings.overslept()).isBefore(now);
  }

  /// Until each node that could be reached was asked anew and has answered, what is known is as old
  /// as the sleep: the first to speak would make all others lag. A node that says nothing bounds
  /// this by the time in which a probe must have ended.
  private boolean drowsy(List<NodeMemory> nodes, Instant woke, Instant now) {
    Instant latest = woke.plus(settings.probeInterval()).plus(settings.probeTimeout());
    return now.isBefore(latest)
        && nodes.stream()
            .map(NodeMemory::reach)
            .anyMatch(r -> r.reachable() && r.askedAt().isBefore(woke));
  }

  /// While nobody is fit the first good probe is enough: there is nothing to be careful for.
  private List<NodeMemory> after(ChainState before, List<Observation> seen, boolean slept) {
    ChainHealth picture = before.picture();
    int rise = picture.judged() && picture.fitCount() == 0 ? 1 : settings.rise();
    return before.nodes().stream().map(n -> after(n, seen, rise, slept)).toList();
  }

  private NodeMemory after(NodeMemory node, List<Observation> seen, int rise, boolean slept) {
    NodeMemory memory = node;
    for (Observation observation : seen) {
      // Calls that ran out of time while we slept tell nothing of the node.
      boolean ours = slept && observation instanceof Observation.Traffic;
      if (observation.node().name().equals(node.name()) && !ours) {
        memory = memory.seen(observation, rise, settings);
      }
    }
    return memory;
  }

  /// A standby must not be chosen merely because it answered first. So every primary is heard
  /// before the first verdict; where the chain id is to be learned, or no primary may serve, every
  /// node is: "nobody serves" must not be said while one was not asked. A probe's timeout bounds
  /// this.
  private boolean heardEnough(List<NodeMemory> nodes, House house) {
    boolean any =
        nodes.stream()
            .filter(n -> n.node().role() == Role.PRIMARY)
            .anyMatch(n -> n.reach().contacted() && house.wrong(n).isEmpty());
    boolean all = !any || house.chainId().value().isEmpty();
    return nodes.stream()
        .filter(n -> all || n.node().role() == Role.PRIMARY)
        .allMatch(n -> n.reach().heard());
  }

  private ChainState undecided(Turn turn) {
    ChainHealth picture =
        picture(turn, Optional.empty(), false, List.of()).with(turn.noted(), List.of());
    Answers answers = new Answers(turn.before().orders(), picture, turn.standings());
    return new ChainState(
        memories(turn),
        turn.house(),
        picture,
        Optional.empty(),
        turn.orders().stream().map(answers::to).toList());
  }

  private ChainState decided(Turn turn) {
    Optional<Standing> was = turn.before().active().flatMap(turn::find);
    List<Failover> earlier = turn.before().failovers();
    List<Standing> ranked = ranked(turn, was);
    Switchovers.Ruling ruling =
        new Switchovers(ranked, was, settings, earlier.stream().findFirst(), turn.now())
            .rule(turn.noted().waiting(), switchovers(turn.orders()));
    Succession succession =
        new Succession(ranked, turn.noted(), ruling.to(), settings, earlier, turn.now());
    Succession.Choice choice =
        turn.removed().isPresent() ? succession.afterRemoval() : succession.after(was);
    boolean moved =
        turn.removed().isPresent()
            || !was.map(Standing::node).equals(choice.node().map(Standing::node));
    List<Failover> failovers = moved ? newest(failover(turn, was, choice), earlier) : earlier;
    List<NodeMemory> memories = memories(turn);
    ChainHealth drawn = picture(turn, choice.node(), true, failovers);
    List<String> alarms = Alarms.of(drawn, turn.standings());
    ChainHealth picture = drawn.with(inForce(turn, ruling, choice, alarms), alarms);
    return new ChainState(
        moved ? marked(memories, was, choice, turn.now()) : memories,
        turn.house(),
        picture,
        Optional.empty(),
        decisions(turn, ruling, new Answers(turn.before().orders(), picture, turn.standings())));
  }

  private static List<Order.Switchover> switchovers(List<Order> orders) {
    return orders.stream()
        .filter(Order.Switchover.class::isInstance)
        .map(Order.Switchover.class::cast)
        .toList();
  }

  private static List<Decision> decisions(Turn turn, Switchovers.Ruling ruling, Answers answers) {
    return Stream.concat(
            ruling.decisions().stream(),
            turn.orders().stream()
                .filter(order -> !(order instanceof Order.Switchover))
                .map(answers::to))
        .toList();
  }

  /// A primary needs no hold: nothing but a failure takes its place. And a hold that its node did
  /// not live up to is over for good.
  private static Orders inForce(
      Turn turn, Switchovers.Ruling ruling, Succession.Choice choice, List<String> alarms) {
    Optional<Orders.Hold> hold =
        ruling.to().isPresent()
            ? ruling
                .to()
                .filter(to -> !to.node().primary())
                .map(to -> new Orders.Hold(to.node().node().name(), to.deed()))
            : turn.noted()
                .hold()
                .filter(
                    h -> choice.node().filter(s -> s.fit() && turn.noted().holds(s)).isPresent());
    Optional<Deed> ack =
        turn.orders().stream().filter(Order.Ack.class::isInstance).map(Order::deed).findFirst();
    return turn.noted().switching(hold, ruling.waiting()).acknowledged(alarms, ack);
  }

  private static List<NodeMemory> memories(Turn turn) {
    return turn.standings().stream().map(Standing::memory).toList();
  }

  /// Who gave way to a primary that returned, or to an order, has lost nothing.
  private List<NodeMemory> marked(
      List<NodeMemory> nodes, Optional<Standing> left, Succession.Choice choice, Instant now) {
    if (ORDERED.contains(choice.why())) {
      return nodes;
    }
    boolean failback = choice.why().equals(FAILBACK);
    Optional<Standing> marked = failback ? choice.node() : left;
    String name = marked.map(m -> m.node().name()).orElse("");
    return nodes.stream()
        .map(n -> n.name().equals(name) ? n.with(marked(n.past(), failback, now)) : n)
        .toList();
  }

  private Past marked(Past past, boolean failback, Instant now) {
    return failback ? past.returned(now) : past.lost(now, settings);
  }

  private static List<Failover> newest(Failover latest, List<Failover> earlier) {
    return Stream.concat(Stream.of(latest), earlier.stream()).limit(FAILOVERS).toList();
  }

  private Failover failover(Turn turn, Optional<Standing> was, Succession.Choice choice) {
    return new Failover(
        turn.now(),
        was.map(Standing::node).or(turn::removed).map(Node::name).orElse(""),
        choice.node().map(s -> s.node().name()).orElse(""),
        choice.why(),
        turn.removed()
            .map(gone -> Sentence.removed(chain, gone, choice))
            .orElseGet(() -> new Sentence(chain, was, choice, turn.standings()).tell()),
        detectMillis(was, choice, turn.now()),
        healths(turn, was));
  }

  private static long detectMillis(Optional<Standing> was, Succession.Choice choice, Instant now) {
    if (was.isEmpty() || choice.why().equals(FAILBACK) || ORDERED.contains(choice.why())) {
      return 0;
    }
    return Math.max(0, detected(was.get(), choice, now).toMillis());
  }

  private static Duration detected(Standing left, Succession.Choice choice, Instant now) {
    if (!left.fit()) {
      return Duration.between(left.diagnosis().since(), now);
    }
    return choice.why().equals("slow")
        ? left.memory().past().slow().map(s -> Duration.between(s.since(), now)).orElseThrow()
        : left.lagTime();
  }

  /// What one turn found out, before anything is decided.
  ///
  /// @param orders of this turn
  /// @param noted the orders in force
  private record Turn(
      List<Standing> standings,
      Tip tip,
      House house,
      ChainHealth before,
      List<Order> orders,
      Orders noted,
      Instant now) {

    /// The node that served, and is no longer in the configuration.
    Optional<Node> removed() {
      return before.active().filter(active -> find(active).isEmpty());
    }

    Optional<Standing> find(Node node) {
      return standings.stream().filter(s -> s.node().name().equals(node.name())).findFirst();
    }
  }

  private ChainHealth picture(
      Turn turn, Optional<Standing> active, boolean judged, List<Failover> failovers) {
    List<Standing> eligible = usable(ranked(turn, active));
    int fit = (int) eligible.stream().filter(Standing::fit).count();
    return new ChainHealth(
        chain,
        turn.before().generation() + 1,
        turn.now(),
        judged,
        turn.tip().number(),
        active.map(Standing::node),
        fit == 0 && active.filter(a -> !a.fit()).isPresent(),
        active.filter(a -> standbyReady(turn, a)).isPresent(),
        healths(turn, active),
        eligible.stream().map(Standing::node).toList(),
        fit,
        failovers,
        stalled(turn),
        turn.standings().stream().anyMatch(s -> s.diagnosis().cause() == Cause.FORK));
  }

  /// A cordoned node gets no call at all, not even a repeated one, while any other answers.
  private static List<Standing> usable(List<Standing> ranked) {
    List<Standing> eligible = ranked.stream().filter(Standing::callable).toList();
    boolean others = eligible.stream().anyMatch(s -> s.reachable() && !s.cordoned());
    return eligible.stream().filter(s -> !others || !s.cordoned()).toList();
  }

  private List<NodeHealth> healths(Turn turn, Optional<Standing> active) {
    return ranked(turn, active).stream().map(s -> s.health(active, turn.now(), settings)).toList();
  }

  private List<Standing> ranked(Turn turn, Optional<Standing> active) {
    List<String> before = turn.before().nodes().stream().map(n -> n.node().name()).toList();
    boolean paused = turn.noted().paused().isPresent();
    Optional<Standing> first = active.filter(a -> a.fit() || !paused);
    return new Ranking(settings, before, turn.now()).rank(turn.standings(), first);
  }

  private boolean standbyReady(Turn turn, Standing active) {
    return turn.standings().stream()
        .filter(s -> s.fit() && !s.node().name().equals(active.node().name()))
        .filter(s -> s.head() >= active.head() - 1 || s.level(settings))
        .anyMatch(s -> s.lacks(active, turn.now(), settings).isEmpty());
  }

  private boolean stalled(Turn turn) {
    List<Standing> fit = turn.standings().stream().filter(Standing::fit).toList();
    return !fit.isEmpty()
        && fit.stream()
            .allMatch(s -> s.memory().heads().filter(h -> stands(h, turn.now())).isPresent());
  }

  /// Ten times the usual pace: of missed blocks in a row on a chain that lives there are fewer.
  private boolean stands(Heads heads, Instant now) {
    Duration pace = Duration.ofNanos(heads.pace(chain.blockTime())).multipliedBy(STALL_BLOCKS);
    Duration limit = pace.compareTo(settings.lagTime()) > 0 ? pace : settings.lagTime();
    return heads.since().plus(limit).isBefore(now);
  }
}
