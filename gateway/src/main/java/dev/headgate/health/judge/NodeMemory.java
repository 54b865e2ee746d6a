package dev.headgate.health.judge;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.HealthSettings;
import java.util.Optional;

/// What is remembered of one node between two turns.
///
/// @param heads empty until its first head
/// @param syncing what the node itself said of it
/// @param socket its WebSocket
/// @param past what earlier turns concluded
record NodeMemory(
    Node node,
    Reach reach,
    Lineage lineage,
    Optional<Heads> heads,
    BreakerSeen breaker,
    boolean syncing,
    SocketSeen socket,
    Service service,
    Skills skills,
    Past past) {

  static NodeMemory unseen(Node node) {
    return new NodeMemory(
        node,
        Reach.UNSEEN,
        Lineage.UNKNOWN,
        Optional.empty(),
        BreakerSeen.CLOSED,
        false,
        SocketSeen.unseen(node),
        Service.UNKNOWN,
        Skills.UNKNOWN,
        Past.NONE);
  }

  /// The same node under other settings. Of a WebSocket at another address nothing is known.
  NodeMemory under(Node changed) {
    SocketSeen same = node.sharesSocket(changed) ? socket : SocketSeen.unseen(changed);
    return new NodeMemory(
        changed, reach, lineage, heads, breaker, syncing, same, service, skills, past);
  }

  /// @param rise so many good probes bring it back
  NodeMemory seen(Observation observation, int rise, HealthSettings settings) {
    return switch (observation) {
      case Observation.Identity identity -> with(reach, Lineage.of(identity), service);
      case Observation.Head head -> answered(head, rise, settings);
      case Observation.Pushed push -> pushed(push);
      case Observation.Socket word -> with(socket.then(word));
      case Observation.Silent silent -> failed(silent, settings);
      case Observation.SyncHint hint ->
          new NodeMemory(
              node, reach, lineage, heads, breaker, hint.syncing(), socket, service, skills, past);
      case Observation.Gone _ -> with(reach, lineage.end(), service);
      case Observation.Breaker change -> broken(change);
      case Observation.Traffic traffic ->
          reach.reachable()
              ? with(reach, lineage, service.traffic(traffic, suspect(), settings))
              : this;
      case Observation.Lacks lacks -> with(skills.lacks(lacks));
      case Observation.StateWindow window -> with(skills.has(window));
    };
  }

  private boolean suspect() {
    return past.slow().isPresent();
  }

  private NodeMemory answered(Observation.Head head, int rise, HealthSettings settings) {
    Heads now = heads.map(h -> h.polled(head)).orElseGet(() -> Heads.first(head));
    return new NodeMemory(
        node,
        reach.answered(head.at().minusNanos(head.latencyNanos()), rise),
        lineage,
        Optional.of(now),
        breaker,
        syncing,
        socket,
        service.answered(head, suspect(), settings),
        skills,
        past);
  }

  /// Only probes speak for whether a node answers: a push moves its head and nothing else.
  private NodeMemory pushed(Observation.Pushed push) {
    Heads now = heads.map(h -> h.pushed(push)).orElseGet(() -> Heads.first(push));
    return new NodeMemory(
        node, reach, lineage, Optional.of(now), breaker, syncing, socket, service, skills, past);
  }

  private NodeMemory with(SocketSeen now) {
    return new NodeMemory(
        node, reach, lineage, heads, breaker, syncing, now, service, skills, past);
  }

  private NodeMemory failed(Observation.Silent silent, HealthSettings settings) {
    Reach now = reach.failed(silent.at(), silent.why(), settings.fall());
    Lineage word = silent.gone() ? lineage.end() : lineage;
    return now.reachable()
        ? with(now, word.doubt(), service.failed(silent.at(), settings))
        : with(now, word.lost(), service.away());
  }

  /// Whatever opened the breaker may have been a restart as something else: it must prove itself
  /// again, and does so with probes while the breaker is still open.
  private NodeMemory broken(Observation.Breaker change) {
    Lineage word = change.state() == BreakerState.OPEN ? lineage.lost() : lineage;
    return new NodeMemory(
        node, reach, word, heads, breaker.then(change), syncing, socket, service, skills, past);
  }

  private NodeMemory with(Reach reached, Lineage word, Service served) {
    return new NodeMemory(
        node, reached, word, heads, breaker, syncing, socket, served, skills, past);
  }

  private NodeMemory with(Skills shown) {
    return new NodeMemory(
        node, reach, lineage, heads, breaker, syncing, socket, service, shown, past);
  }

  /// What it said in its trouble that it does not serve may have been part of that.
  NodeMemory withoutLacks() {
    return with(skills.withoutLacks());
  }

  NodeMemory with(Past now) {
    return new NodeMemory(
        node, reach, lineage, heads, breaker, syncing, socket, service, skills, now);
  }

  String name() {
    return node.name();
  }

  boolean primary() {
    return node.role() == Role.PRIMARY;
  }
}
