package dev.headgate.health.judge;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
        ChainHealth.unknown(chain, now));
  }

  /// One turn.
  ///
  /// @param seen what was seen since the turn before, oldest first; those of nodes that are not
  ///   judged are passed over
  /// @param now by the steady clock, not before any of `seen`
  public ChainState next(ChainState before, List<Observation> seen, Instant now) {
    List<NodeMemory> nodes = before.nodes().stream().map(n -> after(n, seen)).toList();
    boolean judged = before.picture().judged() || heardEnough(nodes, before.house());
    House house = judged ? before.house().learn(nodes) : before.house();
    Examination seenTogether = Examination.of(nodes, house, settings, chain.blockTime(), now);
    Turn turn =
        new Turn(seenTogether.standings(), seenTogether.tip(), house, before.picture(), now);
    return judged ? decided(turn) : undecided(turn);
  }

  private NodeMemory after(NodeMemory node, List<Observation> seen) {
    NodeMemory memory = node;
    for (Observation observation : seen) {
      if (observation.node().name().equals(node.name())) {
        memory = memory.seen(observation, settings);
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
        memories(turn), turn.house(), picture(turn, Optional.empty(), false, List.of()));
  }

  private ChainState decided(Turn turn) {
    Optional<Standing> was = turn.before().active().flatMap(turn::find);
    Succession.Choice choice = new Succession(turn.standings(), settings, turn.now()).after(was);
    boolean moved = !was.map(Standing::node).equals(choice.node().map(Standing::node));
    List<Failover> earlier = turn.before().failovers();
    List<Failover> failovers = moved ? newest(failover(turn, was, choice), earlier) : earlier;
    List<NodeMemory> memories = memories(turn);
    return new ChainState(
        moved ? marked(memories, was, turn.now()) : memories,
        turn.house(),
        picture(turn, choice.node(), true, failovers));
  }

  private static List<NodeMemory> memories(Turn turn) {
    return turn.standings().stream().map(Standing::memory).toList();
  }

  private static List<NodeMemory> marked(
      List<NodeMemory> nodes, Optional<Standing> left, Instant now) {
    String name = left.map(l -> l.node().name()).orElse("");
    return nodes.stream().map(n -> n.name().equals(name) ? n.with(n.past().left(now)) : n).toList();
  }

  private static List<Failover> newest(Failover latest, List<Failover> earlier) {
    return Stream.concat(Stream.of(latest), earlier.stream()).limit(FAILOVERS).toList();
  }

  private Failover failover(Turn turn, Optional<Standing> was, Succession.Choice choice) {
    String from = was.map(s -> s.node().name()).orElse("");
    String to = choice.node().map(s -> s.node().name()).orElse("");
    String sentence = new Sentence(chain, was, choice, turn.standings()).tell();
    long detected = detectMillis(was, choice, turn.now());
    return new Failover(turn.now(), from, to, choice.why(), sentence, detected);
  }

  private static long detectMillis(Optional<Standing> was, Succession.Choice choice, Instant now) {
    if (was.isEmpty() || choice.why().equals("failback")) {
      return 0;
    }
    Standing left = was.get();
    Duration detected =
        left.fit() ? left.lagTime() : Duration.between(left.diagnosis().since(), now);
    return Math.max(0, detected.toMillis());
  }

  /// What one turn found out, before anything is decided.
  private record Turn(
      List<Standing> standings, Tip tip, House house, ChainHealth before, Instant now) {

    Optional<Standing> find(Node node) {
      return standings.stream().filter(s -> s.node().name().equals(node.name())).findFirst();
    }
  }

  private ChainHealth picture(
      Turn turn, Optional<Standing> active, boolean judged, List<Failover> failovers) {
    List<Standing> ranked = ranked(turn, active);
    List<Standing> eligible = ranked.stream().filter(Standing::eligible).toList();
    return new ChainHealth(
        chain,
        turn.before().generation() + 1,
        turn.now(),
        judged,
        turn.tip().number(),
        active.map(Standing::node),
        active.filter(s -> !s.fit()).isPresent(),
        active.filter(a -> standbyReady(turn, a)).isPresent(),
        ranked.stream().map(s -> s.health(settings)).toList(),
        eligible.stream().map(Standing::node).toList(),
        (int) eligible.stream().filter(Standing::fit).count(),
        failovers);
  }

  private boolean standbyReady(Turn turn, Standing active) {
    return turn.standings().stream()
        .filter(s -> s.fit() && !s.node().name().equals(active.node().name()))
        .filter(s -> s.head() >= active.head() - 1 || s.level(settings))
        .anyMatch(s -> pushesLike(active, s, turn.now()));
  }

  private boolean pushesLike(Standing active, Standing other, Instant now) {
    return !active.memory().socket().up()
        || !other.memory().socket().missing(now, settings.handover());
  }

  /// Best first: the active one, the fit ones (primaries, then the fresher), the least bad of the
  /// others, and at the end those that may never serve.
  private List<Standing> ranked(Turn turn, Optional<Standing> active) {
    List<Standing> rest = new ArrayList<>(turn.standings());
    active.ifPresent(rest::remove);
    Comparator<Standing> fit =
        Comparator.<Standing, Boolean>comparing(s -> !s.primary())
            .thenComparingLong(s -> -s.head());
    Comparator<Standing> unfit =
        Comparator.<Standing, Boolean>comparing(s -> !s.eligible())
            .thenComparing(new Succession(turn.standings(), settings, turn.now()).badness());
    return Stream.of(
            active.stream(),
            rest.stream().filter(Standing::fit).sorted(fit),
            rest.stream().filter(s -> !s.fit()).sorted(unfit))
        .flatMap(s -> s)
        .toList();
  }
}
