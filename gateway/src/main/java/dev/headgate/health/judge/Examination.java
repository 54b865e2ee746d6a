package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One turn's look at all nodes of a chain together: who lags behind whom, who is on another fork,
/// who fails or has become slow, and the verdicts.
///
/// @param hint the block time, as configured
/// @param cordons by order, by name
/// @param outcasts those on another fork, by name
record Examination(
    List<NodeMemory> nodes,
    House house,
    Tip tip,
    HealthSettings settings,
    Duration hint,
    Map<String, Deed> cordons,
    Map<String, Forks.Outcast> outcasts,
    Instant now) {

  /// Below so many percent of failures a node is as good as any.
  private static final int FEW_FAILURES = 5;

  private static final Set<Cause> FORKED_OR_BEHIND = Set.of(Cause.FORK, Cause.LAG, Cause.SYNCING);

  /// So many blocks in a row a chain that lives may miss.
  private static final int MISSED = 3;

  /// More blocks than any node is behind; keeps what is multiplied by them in range.
  private static final long FAR = 100_000_000;

  /// @param active the name of the node that serves; empty for none
  static Examination of(
      List<NodeMemory> nodes,
      House house,
      HealthSettings settings,
      Duration hint,
      Map<String, Deed> cordons,
      String active,
      Instant now) {
    Forks forks = Forks.among(nodes, settings, now);
    Map<String, Forks.Outcast> carried = forks.carried();
    Examination first = without(carried, nodes, house, settings, hint, cordons, now);
    if (forks.none()) {
      return first;
    }
    Map<String, Forks.Outcast> outcasts = forks.outcasts(first.voters(), carried, active);
    return outcasts.equals(carried)
        ? first
        : without(outcasts, nodes, house, settings, hint, cordons, now);
  }

  /// The heads of outcasts are of another chain, in a way, so they make nobody lag.
  private static Examination without(
      Map<String, Forks.Outcast> outcasts,
      List<NodeMemory> nodes,
      House house,
      HealthSettings settings,
      Duration hint,
      Map<String, Deed> cordons,
      Instant now) {
    List<NodeMemory> counted =
        nodes.stream()
            .filter(n -> n.reach().reachable() && n.heads().isPresent() && house.verified(n))
            .filter(n -> !outcasts.containsKey(n.name()))
            .toList();
    return new Examination(
        nodes, house, Tip.of(counted, settings, hint, now), settings, hint, cordons, outcasts, now);
  }

  private boolean lives(NodeMemory node) {
    Duration pace = node.heads().map(h -> Duration.ofNanos(h.pace(hint))).orElse(Duration.ZERO);
    Duration most = pace.multipliedBy(MISSED);
    Duration limit = most.compareTo(settings.lagTime()) > 0 ? most : settings.lagTime();
    return node.heads().filter(h -> h.since().plus(limit).isBefore(now)).isEmpty();
  }

  List<Standing> standings() {
    return nodes.stream().map(this::standing).toList();
  }

  /// Those whose heads move and that nothing is wrong with but a fork, or a lag, for behind whom
  /// they are depends on the fork. A stuck node has no vote.
  private List<NodeMemory> voters() {
    return standings().stream()
        .filter(s -> s.fit() || FORKED_OR_BEHIND.contains(s.diagnosis().cause()))
        .map(Standing::memory)
        .filter(this::lives)
        .sorted(Comparator.comparing(n -> !n.primary()))
        .toList();
  }

  private Standing standing(NodeMemory node) {
    Optional<Past.Behind> behind = behind(node);
    long blocks = behindTip(node);
    Duration lag = behind.map(b -> past(b.since())).orElse(Duration.ZERO);
    Optional<Past.Slow> slow = slow(node);
    Diagnosis found = unsound(node).orElseGet(() -> byLag(node, blocks, lag, behind, slow));
    Diagnosis diagnosis = ordered(node, found);
    Past past = remembered(node, behind, lag, slow, diagnosis);
    NodeMemory known = returns(node, diagnosis) ? node.withoutLacks() : node;
    return new Standing(known.with(past), diagnosis, blocks, lag, parts(node, lag, diagnosis));
  }

  /// Whether it is fit again.
  private static boolean returns(NodeMemory node, Diagnosis diagnosis) {
    return diagnosis.verdict().fit() && node.past().fit().filter(was -> !was).isPresent();
  }

  /// A node of another chain is never served from; a cordoned one still may be, as the last.
  private Diagnosis ordered(NodeMemory node, Diagnosis found) {
    return !cordons.containsKey(node.name()) || found.verdict() instanceof Verdict.WrongChain
        ? found
        : Diagnosis.cordoned(Objects.requireNonNull(cordons.get(node.name())), found);
  }

  private Optional<Past.Slow> slow(NodeMemory node) {
    return unsound(node).isPresent()
        ? node.past().slow()
        : new Speed(settings, now).of(node, peers(node).toList());
  }

  /// Whoever may not serve makes nobody late.
  private Stream<NodeMemory> peers(NodeMemory node) {
    return nodes.stream()
        .filter(peer -> !cordons.containsKey(peer.name()))
        .filter(peer -> !peer.name().equals(node.name()) && unsound(peer).isEmpty());
  }

  private ScoreParts parts(NodeMemory node, Duration lag, Diagnosis diagnosis) {
    boolean never =
        diagnosis.verdict() instanceof Verdict.WrongChain
            || !(node.past().wasRight() || house.verified(node));
    boolean out = never || !node.reach().reachable() || node.heads().isEmpty();
    if (out || node.breaker().state() == BreakerState.OPEN) {
      return ScoreParts.NOTHING;
    }
    double limit = Math.max(settings.lagTime().toMillis(), 1);
    Latencies probes = node.service().probes();
    long latency = probes.now().orElse(node.heads().get().latest().latencyNanos());
    return new ScoreParts(
        ScoreParts.latency(latency / 1e6),
        Math.clamp(1 - lag.toMillis() / limit, 0, 1),
        rate(node).success());
  }

  private Tally.Rate rate(NodeMemory node) {
    return node.service().tally().rate(now, settings.errors().window());
  }

  private Past remembered(
      NodeMemory node,
      Optional<Past.Behind> behind,
      Duration lag,
      Optional<Past.Slow> slow,
      Diagnosis diagnosis) {
    Past past = node.past();
    boolean fit = diagnosis.verdict().fit();
    // What would lose it its place keeps it from earning it back.
    boolean well =
        fit && lag.compareTo(settings.handover()) < 0 && slow.filter(Past.Slow::sure).isEmpty();
    return new Past(
        past.wasRight() || house.verified(node),
        fit || past.fit().isPresent() ? Optional.of(fit) : Optional.empty(),
        well ? past.wellSince().or(() -> Optional.of(now)) : Optional.empty(),
        behind,
        believedSince(node),
        trusted(node),
        past.leftAt(),
        past.hold(),
        returns(node, diagnosis) ? Optional.of(now) : past.backSince(),
        errs(node) ? past.erringSince().or(() -> Optional.of(now)) : Optional.empty(),
        slow,
        Optional.ofNullable(outcasts.get(node.name())).map(o -> past.fork().orElse(now)),
        past.score());
  }

  /// Whoever was disbelieved beside another is believed for want of one when it is left alone, but
  /// that earns it no past.
  private Optional<Instant> believedSince(NodeMemory node) {
    if (!tip.believes(node) || (tip.lone() && Tip.doubted(node))) {
      return Optional.empty();
    }
    return node.past().believedSince().or(() -> Optional.of(now));
  }

  /// Kept while the node is away, lost once it is disbelieved.
  private Optional<Heads.Arrival> trusted(NodeMemory node) {
    if (!tip.believes(node)) {
      return Optional.empty();
    }
    return tip.trusted().contains(node.name())
        ? node.heads().map(h -> new Heads.Arrival(h.number(), now))
        : node.past().trusted();
  }

  /// What makes a node unfit whatever the others' heads are; most certain first.
  private Optional<Diagnosis> unsound(NodeMemory node) {
    Reach reach = node.reach();
    Optional<String> wrong = house.wrong(node);
    if (wrong.isPresent()) {
      Instant said = node.lineage().seen().map(Observation.Identity::at).orElse(now);
      return Optional.of(Diagnosis.wrongChain(wrong.get(), said));
    }
    if (!reach.contacted() && reach.fails() == 0) {
      return Optional.of(Diagnosis.unseen(now));
    }
    if (!reach.reachable()) {
      return Optional.of(
          reach.fails() > 0
              ? Diagnosis.unreachable(reach)
              : Diagnosis.returning(reach, settings.rise()));
    }
    return unsoundThoughReachable(node);
  }

  private Optional<Diagnosis> unsoundThoughReachable(NodeMemory node) {
    if (!node.breaker().closed()) {
      return Optional.of(Diagnosis.breaker(node.breaker()));
    }
    if (!house.verified(node)) {
      return Optional.of(Diagnosis.unverified(now));
    }
    if (!tip.believes(node)) {
      Instant since = node.heads().map(Heads::since).orElse(now);
      return Optional.of(Diagnosis.ahead(tip.ahead().getOrDefault(node.name(), 0L), since));
    }
    return Optional.ofNullable(outcasts.get(node.name()))
        .map(Diagnosis::fork)
        .or(() -> erring(node));
  }

  private Optional<Diagnosis> erring(NodeMemory node) {
    return errs(node)
        ? Optional.of(
            Diagnosis.errors(
                rate(node), settings.errors().window(), node.service().tally().firstFailure(now)))
        : Optional.empty();
  }

  /// Begins where another node does better, and ends only when next to nothing fails.
  private boolean errs(NodeMemory node) {
    Tally.Rate rate = rate(node);
    if (node.past().erringSince().isPresent()) {
      return rate.failures() > 0 && rate.atLeast(FEW_FAILURES);
    }
    return rate.failures() > 0
        && rate.attempts() >= settings.errors().calls()
        && rate.atLeast(settings.errors().percent())
        && nodes.stream().anyMatch(peer -> doesBetter(peer, node));
  }

  private boolean doesBetter(NodeMemory peer, NodeMemory node) {
    Tally.Rate rate = rate(peer);
    return !peer.name().equals(node.name())
        && peer.reach().reachable()
        && peer.breaker().closed()
        && house.verified(peer)
        && rate.attempts() > 0
        && !rate.atLeast(FEW_FAILURES);
  }

  private Diagnosis byLag(
      NodeMemory node,
      long blocks,
      Duration lag,
      Optional<Past.Behind> behind,
      Optional<Past.Slow> slow) {
    Instant since = behind.map(Past.Behind::since).orElse(now);
    boolean far = blocks > settings.lagBlocks();
    if (far && lag.compareTo(settings.lagTime()) > 0) {
      return Diagnosis.lag(blocks, lag, since);
    }
    if (far && node.syncing()) {
      return Diagnosis.syncing(blocks, since);
    }
    return Diagnosis.fit(remark(node, blocks, lag, slow), now);
  }

  private String remark(NodeMemory node, long blocks, Duration lag, Optional<Past.Slow> slow) {
    if (node.reach().fails() > 0) {
      return "failed its latest probe: " + node.reach().story();
    }
    if (node.lineage().ended()) {
      return "refused a call its connection; gets none before it has said whose chain it is on";
    }
    if (slow.filter(Past.Slow::sure).isPresent()) {
      return "slow: " + slow.get().words();
    }
    return lag.compareTo(settings.handover()) < 0
        ? ""
        : "behind by " + Diagnosis.blocks(blocks) + " for " + Diagnosis.seconds(lag);
  }

  private long behindTip(NodeMemory node) {
    return node.heads().isEmpty() || tip.number().isEmpty()
        ? 0
        : Math.max(0, tip.number().getAsLong() - node.heads().get().number());
  }

  /// Since when a sound node has had a head that this one lacks.
  private Optional<Past.Behind> behind(NodeMemory node) {
    return node.heads().flatMap(heads -> behind(node, heads));
  }

  private Optional<Past.Behind> behind(NodeMemory node, Heads own) {
    return peers(node)
        .flatMap(peer -> lackedSince(own, peer).stream())
        .min(Instant::compareTo)
        .map(since -> new Past.Behind(own.number(), earlier(node, own, since)));
  }

  /// By arrival here. Where the gap is beyond the limit the blocks' own timestamps count as well:
  /// who was asked for the first time a moment ago may have lagged for hours.
  private Optional<Instant> lackedSince(Heads own, NodeMemory peer) {
    Heads other = peer.heads().orElseThrow();
    if (other.number() <= own.number()) {
      return Optional.empty();
    }
    Instant believed = peer.past().believedSince().orElse(now);
    Optional<Instant> arrived = other.firstAbove(own.number()).map(at -> latest(at, believed));
    boolean far = other.number() - own.number() > settings.lagBlocks();
    return far ? arrived.map(at -> earliest(at, now.minus(apart(own, other)))) : arrived;
  }

  /// From the block after `own` to the head of `peer`, by the chain's own clock, but no more than
  /// twice what so many blocks take: a node whose clock is wrong lends nobody an hour of lag.
  private Duration apart(Heads own, Heads peer) {
    long seconds = peer.latest().blockTimestampSeconds() - own.latest().blockTimestampSeconds();
    long blocks = peer.number() - own.number();
    Duration most =
        Duration.ofNanos(peer.pace(hint)).multipliedBy(Math.min(blocks, FAR)).multipliedBy(2);
    return Duration.ofSeconds(Math.clamp(seconds - seconds / blocks, 0, most.toSeconds() + 1));
  }

  /// The trail of a peer is finite: a node that stands still remembers since when by itself.
  private static Instant earlier(NodeMemory node, Heads own, Instant since) {
    return node.past()
        .behind()
        .filter(b -> b.number() == own.number())
        .map(b -> earliest(b.since(), since))
        .orElse(since);
  }

  private static Instant latest(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earliest(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private Duration past(Instant since) {
    Duration time = Duration.between(since, now);
    return time.isNegative() ? Duration.ZERO : time;
  }
}
