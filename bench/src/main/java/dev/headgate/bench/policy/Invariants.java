package dev.headgate.bench.policy;

import dev.headgate.health.judge.ChainHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The contract's invariants (INTERFACE section 6), held against what really happened in a run:
///
/// - 1 and 5: no call fails while a node is there that can answer, fit or not, unless one said 429;
/// - 2: a node beyond its lag limit gets no call while a fresher one is well, nor does one that
///   claims the far future, if it was never alone and no other liar was there;
/// - 3: no client's head goes backward while a node is well that has the head it had seen, if
///   nobody lies: a liar who is believed cannot be told from the truth, and the truth comes after
///   him;
/// - 4: nothing is served of another chain, above all of a node whose process had ended and that
///   comes back as another chain; of one that was only silent meanwhile (as behind a load balancer)
///   in the moment before its first probe, and then only while no other can answer;
/// - 6: one node in trouble, however it flaps, causes no more than three transitions in five
///   minutes.
///
/// Where a node forks, 2, 3 and 6 are not held: of two sides of equal size nobody can tell the true
/// one, and a fork that ends is heard of one node after the other, which may make two changes of
/// one.
///
/// The world knows more than any gateway may: a node counts as there, or its trouble as known, only
/// a while after it began, as each rule says.
final class Invariants {
  /// A node that is back is served again after two good probes, or after its breaker was open for 5
  /// s and closed over three more probes.
  private static final long BACK = 12 * Span.SECOND;

  /// A probe each second, its answer, and the handover after 2 s.
  private static final long SEEN = 5 * Span.SECOND;

  /// Whose chain a node is on is asked every two seconds, with a probe that may take one.
  private static final long ASKED = 4 * Span.SECOND;

  private static final int FEW = 3;
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
  private static final long BEYOND_REASON = 1000;

  private final Run run;
  private final World world;
  private final List<String> broken = new ArrayList<>();

  private Invariants(Run run) {
    this.run = run;
    world = run.world();
  }

  /// What does not hold, in words; empty when all does.
  static List<String> broken(Scenario scenario, long seed) {
    return broken(Run.of(scenario, PolicyKind.HEADGATE, seed));
  }

  static List<String> broken(Run run) {
    Invariants invariants = new Invariants(run);
    invariants.run.calls().forEach(invariants::check);
    invariants.transitions();
    return invariants.broken;
  }

  private void check(Call call) {
    for (int i = 0; i < call.asked().size(); i++) {
      freshEnough(call.asked().get(i), call.askedAt().get(i));
    }
    switch (call.ending()) {
      case Call.Ending.Answered(_, SimNode by, Said.Head head) -> {
        ofThisChain(by, head);
        forward(call, by, head);
      }
      case Call.Ending.Failed(long at, String why) -> nobodyThere(call, at, why);
      case Call.Ending.UnderWay() -> broken.add("a call of " + call.due() / 1e9 + " s never ended");
    }
  }

  /// What a node refused for its limit is repeated within the retry budget and no further.
  private static boolean wasRefused(Call call) {
    for (int i = 0; i < call.asked().size(); i++) {
      if (call.asked().get(i).isLimited(call.askedAt().get(i))) {
        return true;
      }
    }
    return false;
  }

  private void nobodyThere(Call call, long at, String why) {
    if (wasRefused(call)) {
      return;
    }
    for (SimNode node : world.nodes()) {
      if (node.servesDuring(before(call.due(), BACK), at)) {
        broken.add(
            "5: the call of %.3f s failed (%s), though %s could answer"
                .formatted(call.due() / 1e9, why, node.name()));
        return;
      }
    }
  }

  private void freshEnough(SimNode node, long at) {
    if (forks() || !node.troubled(at) || !wellFor(BACK, at)) {
      return;
    }
    long since = before(at, SEEN);
    if (lags(node, at) && lags(node, since) && node.sameTrouble(since, at)) {
      broken.add("2: a call of %.3f s went to %s, which lags".formatted(at / 1e9, node.name()));
    }
    if (node.ahead(at, since) > BEYOND_REASON && neverBelieved(node, at)) {
      broken.add("2: a call of %.3f s went to %s, which lies".formatted(at / 1e9, node.name()));
    }
  }

  /// Beyond both limits: by blocks, and by the time for which it has lacked a head.
  private boolean lags(SimNode node, long at) {
    ChainSpec chain = world.scenario().chain();
    long head = node.head(at).number();
    long lag = chain.lagTime().toNanos() + SEEN;
    return head < world.bestHead(at - lag).orElse(0)
        && world.bestHead(at).orElse(0) - head > chain.lagBlocks();
  }

  /// Two liars that agree are believed, and so is one who is alone; each of them afterwards too,
  /// once the others are back.
  private boolean neverBelieved(SimNode liar, long at) {
    long liars =
        world.scenario().faults().stream()
            .filter(f -> f.trouble() instanceof Trouble.Ahead)
            .map(Fault::node)
            .distinct()
            .count();
    long beforeIt = before(liar.aheadSince(at), BACK);
    return liars == 1 && world.nodes().stream().anyMatch(node -> node.wellDuring(beforeIt, at));
  }

  /// The moment so long ago by the time in which the gateway was awake.
  private long before(long at, long nanos) {
    long from = at - nanos;
    for (Span pause : world.scenario().pauses().reversed()) {
      if (pause.from() < at && pause.until() > from) {
        from -= pause.length();
      }
    }
    return from;
  }

  /// Whether some node has been well for so long.
  private boolean wellFor(long nanos, long at) {
    return world.nodes().stream().anyMatch(node -> node.wellDuring(before(at, nanos), at));
  }

  private void ofThisChain(SimNode node, Said.Head head) {
    if (head.chainId() == world.scenario().chain().id()) {
      return;
    }
    long since = node.returnedAs(head.at());
    long earlier = before(since, 3 * Span.SECOND);
    boolean wasGone = node.gone(since - 1) && node.gone(earlier);
    boolean wasAway = node.away(since - 1) && node.away(earlier);
    boolean lastResort = !wellFor(BACK, head.at());
    if (wasGone || (wasAway && !lastResort) || since < before(head.at(), ASKED)) {
      broken.add(
          "4: an answer of %.3f s is of another chain, from %s"
              .formatted(head.at() / 1e9, node.name()));
    }
  }

  private boolean forks() {
    return world.scenario().faults().stream().anyMatch(f -> f.trouble() instanceof Trouble.Forked);
  }

  private void forward(Call call, SimNode by, Said.Head head) {
    boolean lied =
        world.scenario().faults().stream().anyMatch(f -> f.trouble() instanceof Trouble.Ahead);
    if (lied || forks() || head.number() >= call.seenBefore()) {
      return;
    }
    boolean known =
        world.nodes().stream()
            .anyMatch(node ->
                node.wellDuring(before(head.at(), BACK), head.at())
                    && node.head(call.due()).number() >= call.seenBefore());
    if (known) {
      broken.add(
          "3: the head of %.3f s is %d, from %s, after %d"
              .formatted(head.at() / 1e9, head.number(), by.name(), call.seenBefore()));
    }
  }

  private void transitions() {
    long inTrouble = world.scenario().faults().stream().map(Fault::node).distinct().count();
    if (inTrouble > 1 || forks() || !(run.policy() instanceof HeadgatePolicy policy)) {
      return;
    }
    // The first choice is none, nor is the picture before it.
    List<Instant> changes =
        policy.changes().stream()
            .filter(p -> p.active().isPresent())
            .skip(1)
            .map(ChainHealth::at)
            .toList();
    Optional<Instant> many =
        changes.stream()
            .filter(end ->
                changes.stream()
                        .filter(at -> !at.isAfter(end) && at.isAfter(end.minus(FIVE_MINUTES)))
                        .count()
                    > FEW)
            .findFirst();
    many.ifPresent(
        end -> broken.add("6: more than " + FEW + " transitions in five minutes: " + changes));
  }
}
