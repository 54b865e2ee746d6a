package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Judges the nodes of one chain. Pure: the same state, observations and instant give the same
/// state again. Immutable, so any thread may use it.
public final class Judge {

  /// The reason of a node that no probe has asked yet.
  public static final String NOT_YET_SEEN = "not yet seen";

  /// So many changes of the active node are kept in the picture.
  private static final int FAILOVERS = 32;

  private static final String FAILBACK = "failback";
  private static final int STALL_BLOCKS = 10;

  /// More than a garbage collection or a busy machine delays a turn.
  private static final Duration LATE = Duration.ofSeconds(2);

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
        Optional.empty());
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
  public ChainState takeOver(List<ChainState> memories, Instant now) {
    ChainState own = memories.getFirst();
    return new ChainState(
        chain.judged().stream().map(node -> memory(node, memories, now)).toList(),
        own.house().under(chain),
        Repainting.of(own.picture(), chain, judged(memories), now),
        own.woke());
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
  /// @param now by the steady clock, not before any of `seen`
  public ChainState next(ChainState before, List<Observation> seen, Instant now) {
    boolean slept = overslept(before, now);
    Optional<Instant> woke = slept ? Optional.of(now) : before.woke();
    List<NodeMemory> nodes = after(before, seen, woke.isPresent());
    if (woke.filter(at -> drowsy(nodes, at, now)).isPresent()) {
      ChainHealth same = again(before.picture(), now);
      return new ChainState(nodes, before.house(), same, woke);
    }
    boolean judged = before.picture().judged() || heardEnough(nodes, before.house());
    House house = judged ? before.house().learn(nodes) : before.house();
    String active = before.picture().active().map(Node::name).orElse("");
    Examination together = Examination.of(nodes, house, settings, chain.blockTime(), active, now);
    Duration since = Duration.between(before.picture().at(), now);
    List<Standing> standings = together.standings().stream().map(s -> s.smoothed(since)).toList();
    Turn turn = new Turn(standings, together.tip(), house, before.picture(), now);
    return judged ? decided(turn) : undecided(turn);
  }

  /// A turn so late means that this process stood still, not the nodes.
  private boolean overslept(ChainState before, Instant now) {
    Instant due = before.picture().at().plus(settings.probeInterval());
    return before.picture().judged() && due.plus(LATE).isBefore(now);
  }

  /// Until each node that could be reached was heard anew, what is known is as old as the sleep:
  /// the first to speak would make all others lag. A node that says nothing bounds this by the time
  /// in which a probe must have ended.
  private boolean drowsy(List<NodeMemory> nodes, Instant woke, Instant now) {
    Instant latest = woke.plus(settings.probeInterval()).plus(settings.probeTimeout());
    return now.isBefore(latest)
        && nodes.stream()
            .map(NodeMemory::reach)
            .anyMatch(r -> r.reachable() && r.heardAt().isBefore(woke));
  }

  private static ChainHealth again(ChainHealth p, Instant now) {
    return new ChainHealth(
        p.chain(),
        p.generation() + 1,
        now,
        p.judged(),
        p.tip(),
        p.active(),
        p.degraded(),
        p.standbyReady(),
        p.nodes(),
        p.order(),
        p.fitCount(),
        p.failovers(),
        p.stalled(),
        p.forked());
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
    return new ChainState(
        memories(turn),
        turn.house(),
        picture(turn, Optional.empty(), false, List.of()),
        Optional.empty());
  }

  private ChainState decided(Turn turn) {
    Optional<Standing> was = turn.before().active().flatMap(turn::find);
    List<Failover> earlier = turn.before().failovers();
    Succession succession = new Succession(ranked(turn, was), settings, earlier, turn.now());
    Succession.Choice choice =
        turn.removed().isPresent() ? succession.afterRemoval() : succession.after(was);
    boolean moved =
        turn.removed().isPresent()
            || !was.map(Standing::node).equals(choice.node().map(Standing::node));
    List<Failover> failovers = moved ? newest(failover(turn, was, choice), earlier) : earlier;
    List<NodeMemory> memories = memories(turn);
    return new ChainState(
        moved ? marked(memories, was, choice, turn.now()) : memories,
        turn.house(),
        picture(turn, choice.node(), true, failovers),
        Optional.empty());
  }

  private static List<NodeMemory> memories(Turn turn) {
    return turn.standings().stream().map(Standing::memory).toList();
  }

  /// Who gave way to a primary that returned has lost nothing.
  private List<NodeMemory> marked(
      List<NodeMemory> nodes, Optional<Standing> left, Succession.Choice choice, Instant now) {
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
    if (was.isEmpty() || choice.why().equals(FAILBACK)) {
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
  private record Turn(
      List<Standing> standings, Tip tip, House house, ChainHealth before, Instant now) {

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
    List<Standing> eligible = ranked(turn, active).stream().filter(Standing::eligible).toList();
    return new ChainHealth(
        chain,
        turn.before().generation() + 1,
        turn.now(),
        judged,
        turn.tip().number(),
        active.map(Standing::node),
        active.filter(s -> !s.fit()).isPresent(),
        active.filter(a -> standbyReady(turn, a)).isPresent(),
        healths(turn, active),
        eligible.stream().map(Standing::node).toList(),
        (int) eligible.stream().filter(Standing::fit).count(),
        failovers,
        stalled(turn),
        turn.standings().stream().anyMatch(s -> s.diagnosis().cause() == Cause.FORK));
  }

  private List<NodeHealth> healths(Turn turn, Optional<Standing> active) {
    return ranked(turn, active).stream().map(s -> s.health(active, turn.now(), settings)).toList();
  }

  private List<Standing> ranked(Turn turn, Optional<Standing> active) {
    List<String> before = turn.before().nodes().stream().map(n -> n.node().name()).toList();
    return new Ranking(settings, before, turn.now()).rank(turn.standings(), active);
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
