package dev.headgate.health.judge;

import dev.headgate.config.HealthSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One turn's look at all nodes of a chain together: who lags behind whom, and the verdicts.
record Examination(
    List<NodeMemory> nodes, House house, Tip tip, HealthSettings settings, Instant now) {

  static Examination of(
      List<NodeMemory> nodes, House house, HealthSettings settings, Duration hint, Instant now) {
    List<NodeMemory> counted =
        nodes.stream()
            .filter(n -> n.reach().reachable() && n.heads().isPresent() && house.verified(n))
            .toList();
    return new Examination(nodes, house, Tip.of(counted, settings, hint, now), settings, now);
  }

  List<Standing> standings() {
    return nodes.stream().map(this::standing).toList();
  }

  private Standing standing(NodeMemory node) {
    Optional<Past.Behind> behind = behind(node);
    long blocks = behindTip(node);
    Duration lag = behind.map(b -> past(b.since())).orElse(Duration.ZERO);
    Diagnosis diagnosis = unsound(node).orElseGet(() -> byLag(node, blocks, lag, behind));
    return new Standing(
        node.with(remembered(node, behind, lag, diagnosis)), diagnosis, blocks, lag);
  }

  private Past remembered(
      NodeMemory node, Optional<Past.Behind> behind, Duration lag, Diagnosis diagnosis) {
    Past past = node.past();
    // A head that would lose it its place keeps it from earning it back.
    boolean well = diagnosis.verdict().fit() && lag.compareTo(settings.handover()) < 0;
    return new Past(
        past.wasRight() || house.verified(node),
        well ? past.wellSince().or(() -> Optional.of(now)) : Optional.empty(),
        behind,
        tip.believes(node) ? past.believedSince().or(() -> Optional.of(now)) : Optional.empty(),
        trusted(node),
        past.leftAt());
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
    return Optional.empty();
  }

  private Diagnosis byLag(
      NodeMemory node, long blocks, Duration lag, Optional<Past.Behind> behind) {
    Instant since = behind.map(Past.Behind::since).orElse(now);
    boolean far = blocks > settings.lagBlocks();
    if (far && lag.compareTo(settings.lagTime()) > 0) {
      return Diagnosis.lag(blocks, lag, since);
    }
    if (far && node.syncing()) {
      return Diagnosis.syncing(blocks, since);
    }
    return Diagnosis.fit(remark(node, blocks, lag), now);
  }

  private String remark(NodeMemory node, long blocks, Duration lag) {
    if (node.reach().fails() > 0) {
      return "failed its latest probe: " + node.reach().story();
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
    return nodes.stream()
        .filter(peer -> !peer.name().equals(node.name()) && unsound(peer).isEmpty())
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

  /// From the block after `own` to the head of `peer`, by the chain's own clock.
  private static Duration apart(Heads own, Heads peer) {
    long seconds = peer.latest().blockTimestampSeconds() - own.latest().blockTimestampSeconds();
    long blocks = peer.number() - own.number();
    return Duration.ofSeconds(Math.clamp(seconds - seconds / blocks, 0, Integer.MAX_VALUE));
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
