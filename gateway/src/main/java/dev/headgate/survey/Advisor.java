package dev.headgate.survey;

import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.ChainSettings;
import dev.headgate.config.HealthSettings;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.survey.Advice.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The facts of a chain's nodes in, advice out. Pure.
final class Advisor {
  /// NTP holds a clock within milliseconds, and `Date` tells whole seconds.
  private static final Duration CLOCK_OFF = Duration.ofSeconds(5);

  /// No chain makes blocks so rarely that its newest is older, unless somebody has stopped.
  private static final int BLOCK_TIMES = 10;

  private static final Duration LEAST_STALE = Duration.ofSeconds(60);

  /// As `health.slow`: a person notices a tenth of a second, and four times is more than jitter.
  private static final int TIMES_SLOWER = 4;

  private static final Duration SLOWER_BY = Duration.ofMillis(100);

  private final ChainSettings settings;
  private final MethodRules rules;
  private final List<NodeFacts> judged;
  private final Optional<NodeFacts> reference;
  private final List<Advice> advice = new ArrayList<>();

  private Advisor(ChainSettings settings, List<NodeFacts> facts) {
    this.settings = settings;
    this.rules = new MethodRules(settings.chain(), settings.methods());
    this.judged = facts.stream().filter(each -> each.answered() && !each.node().isRelay()).toList();
    this.reference = best();
  }

  /// What a node is compared with: the first primary that answers, else who answers first.
  private Optional<NodeFacts> best() {
    List<NodeFacts> right = judged.stream().filter(this::isOnChain).toList();
    return right.stream()
        .filter(each -> each.node().role() == Role.PRIMARY)
        .findFirst()
        .or(() -> right.stream().findFirst());
  }

  private boolean isOnChain(NodeFacts facts) {
    return facts.chainId().isPresent()
        && (settings.chain().chainId().isEmpty()
            || facts.chainId().getAsLong() == settings.chain().chainId().getAsLong());
  }

  /// All advice for one chain, the weightiest first.
  static List<Advice> of(ChainSettings chain, List<NodeFacts> facts) {
    Advisor advisor = new Advisor(chain, facts);
    advisor.identities();
    facts.forEach(advisor::node);
    advisor.judged.stream().filter(advisor::usable).forEach(advisor::compare);
    advisor.clocks();
    return advisor.advice.stream().sorted(Comparator.comparing(Advice::weight)).toList();
  }

  /// Of the right chain, as far as is known: with another's block numbers nothing is compared.
  private boolean usable(NodeFacts facts) {
    return reference.filter(each -> each.chainId().equals(facts.chainId())).isPresent()
        && advice.stream()
            .noneMatch(each ->
                each.weight() == Weight.FAULT && each.subject().equals(facts.node().name()));
  }

  private void say(Weight weight, String subject, String finding, String remedy) {
    advice.add(new Advice(weight, subject, finding, remedy));
  }

  private void say(Weight weight, Node node, String finding, String remedy) {
    say(weight, node.name(), finding, remedy);
  }

  private void identities() {
    Set<Long> said =
        judged.stream()
            .flatMap(each -> each.chainId().stream().boxed())
            .collect(Collectors.toSet());
    String chain = settings.chain().name();
    if (settings.chain().chainId().isPresent() || said.isEmpty()) {
      return;
    }
    if (said.size() == 1) {
      say(
          Weight.HINT,
          chain,
          "has no `chainId`",
          "add `chainId: %d`, so that a node of another chain is refused from the start"
              .formatted(said.iterator().next()));
      return;
    }
    say(
        Weight.FAULT,
        chain,
        "has nodes of different chains (%s)".formatted(ids()),
        "write its `chainId`, and put the other's own address under `http`");
  }

  private String ids() {
    return judged.stream()
        .filter(each -> each.chainId().isPresent())
        .map(each -> each.node() + " " + each.chainId().getAsLong())
        .collect(Collectors.joining(", "));
  }

  private void node(NodeFacts facts) {
    Node node = facts.node();
    if (facts.unusable().isPresent()) {
      String why = facts.unusable().get();
      say(Weight.FAULT, node, "cannot be used (" + why + ")", Remedies.of(why));
      return;
    }
    if (facts.late()) {
      say(
          Weight.WARNING,
          node,
          "did not answer all questions in time",
          "it is slow or far away; what is not known of it stands as ?");
    }
    if (facts.keepsAlive().filter(kept -> !kept).isPresent()) {
      say(
          Weight.WARNING,
          node,
          "ends the connection after each answer, so that every call pays for a new one",
          "allow keep-alive in what stands before it");
    }
    if (!node.isRelay()) {
      identity(facts);
      head(facts);
      socket(facts);
    }
    batch(facts);
    routes(facts);
  }

  private void identity(NodeFacts facts) {
    Node node = facts.node();
    if (facts.chainId().isEmpty()) {
      say(
          Weight.FAULT,
          node,
          "does not say its chain id",
          "allow it to answer eth_chainId: a node of an unknown chain is never served from");
    }
    if (settings.chain().chainId().isPresent()
        && facts.chainId().isPresent()
        && facts.chainId().getAsLong() != settings.chain().chainId().getAsLong()) {
      say(
          Weight.FAULT,
          node,
          "is on chain id %d, and %s has %d"
              .formatted(
                  facts.chainId().getAsLong(),
                  settings.chain(),
                  settings.chain().chainId().getAsLong()),
          "correct its `http`, or the chain's `chainId`; as it is it is never served from");
    } else if (differs(facts)) {
      say(
          Weight.FAULT,
          node,
          "has another genesis block than " + reference.orElseThrow().node(),
          "they are on different chains of one id: correct the `http` of one of them");
    }
  }

  private boolean differs(NodeFacts facts) {
    return reference.isPresent()
        && facts.genesis().isPresent()
        && reference.get().genesis().isPresent()
        && !facts.genesis().equals(reference.get().genesis());
  }

  private void head(NodeFacts facts) {
    Node node = facts.node();
    if (facts.headRefusal().isPresent()) {
      say(
          Weight.FAULT,
          node,
          "does not tell its newest block (%s)".formatted(facts.headRefusal().get()),
          "allow it to answer eth_getBlockByNumber: a node without a head is never fit");
    }
    if (facts.syncing().filter(syncing -> syncing).isPresent()) {
      say(Weight.WARNING, node, "says that it is syncing", "wait until it has caught up");
    }
    facts
        .head()
        .filter(head -> head.age().compareTo(stale()) > 0)
        .ifPresent(head ->
            say(
                Weight.WARNING,
                node,
                "has a newest block that is %s old".formatted(Spans.words(head.age())),
                "see whether it follows the chain (and, on layer 1, whether its consensus client runs)"));
    facts
        .state()
        .filter(state -> state.blocks() < 0)
        .ifPresent(state ->
            say(
                Weight.WARNING,
                node,
                "answers no eth_getBalance even at its head",
                "see whether it has finished its first sync"));
  }

  private Duration stale() {
    Duration slow = settings.chain().blockTime().multipliedBy(BLOCK_TIMES);
    Duration lag = settings.health().lagTime();
    return longest(longest(slow, lag), LEAST_STALE);
  }

  private static Duration longest(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private void socket(NodeFacts facts) {
    Node node = facts.node();
    boolean alone = reference.filter(each -> each.node().hasWs()).isEmpty();
    if (!node.hasWs() && alone) {
      say(
          Weight.HINT,
          node,
          "has no `ws`, so that its heads are found by asking every "
              + Spans.words(settings.health().probeInterval()),
          "add `ws: ws://host:port` (geth and reth: --ws; Erigon: the port of http)");
    }
    facts
        .socket()
        .filter(socket -> !socket.taken())
        .ifPresent(socket ->
            say(
                Weight.WARNING,
                node,
                "takes no subscription over its `ws` (%s)".formatted(socket.refusal()),
                "correct or remove the key; until then its heads are found by asking"));
  }

  private void batch(NodeFacts facts) {
    Node node = facts.node();
    facts
        .batch()
        .filter(found -> found.refused().isPresent() && found.most() < node.batch())
        .ifPresent(found ->
            say(
                Weight.WARNING,
                node,
                found.most() == 0
                    ? "takes no batch at all"
                    : "takes %d calls in one batch, and `batch` is %d"
                        .formatted(found.most(), node.batch()),
                "write `batch: %d`, and larger ones are cut to fit"
                    .formatted(Math.max(1, found.most()))));
  }

  private void routes(NodeFacts facts) {
    for (String method : facts.sortedLacks()) {
      if (rules.of(method) instanceof MethodRules.Rule.Routed(List<Node> nodes)
          && nodes.contains(facts.node())) {
        say(
            Weight.WARNING,
            facts.node(),
            "does not know %s, which is routed to it".formatted(method),
            "take it out of `methods.route`");
      }
    }
  }

  private void compare(NodeFacts facts) {
    NodeFacts with = reference.orElseThrow();
    if (with.equals(facts)) {
      return;
    }
    lag(facts, with);
    skills(facts, with);
    if (with.roundTrip().isPresent()
        && facts.roundTrip().filter(mine -> isSlower(mine, with.roundTrip().get())).isPresent()) {
      say(
          Weight.HINT,
          facts.node(),
          "answers in %s, and %s in %s"
              .formatted(
                  Spans.words(facts.roundTrip().orElseThrow()),
                  with.node(),
                  Spans.words(with.roundTrip().get())),
          "callers will notice when it has to serve");
    }
  }

  private static boolean isSlower(Duration mine, Duration other) {
    return mine.compareTo(other.multipliedBy(TIMES_SLOWER)) > 0
        && mine.compareTo(other.plus(SLOWER_BY)) > 0;
  }

  /// They were not asked at one moment: a block or two are no lag.
  private void lag(NodeFacts facts, NodeFacts with) {
    if (facts.head().isEmpty() || with.head().isEmpty()) {
      return;
    }
    long blocks = with.head().get().number() - facts.head().get().number();
    boolean first = blocks < 0;
    HealthSettings health = settings.health();
    Duration time = settings.chain().blockTime().multipliedBy(Math.abs(blocks));
    if (Math.abs(blocks) > health.lagBlocks() && time.compareTo(health.lagTime()) > 0) {
      NodeFacts behind = first ? with : facts;
      NodeFacts ahead = first ? facts : with;
      say(
          Weight.WARNING,
          behind.node(),
          "is %d blocks behind %s, beyond `lag`".formatted(Math.abs(blocks), ahead.node()),
          "it does not serve while the other does; wait until it has caught up, or see why not");
    }
  }

  /// What the chain's callers may ask of the one and would miss at the other.
  private void skills(NodeFacts facts, NodeFacts with) {
    List<String> missing =
        facts.sortedLacks().stream()
            .filter(method -> with.has().contains(method))
            .filter(method -> rules.of(method) instanceof MethodRules.Rule.Free)
            .toList();
    if (!missing.isEmpty()) {
      say(
          Weight.WARNING,
          facts.node(),
          "does not know %s, which %s does".formatted(String.join(", ", missing), with.node()),
          "turn it on there (geth, Erigon and reth: --http.api), or such calls fail when it serves");
    }
    narrower(facts, with, facts.state(), with.state(), "has state of");
    narrower(facts, with, facts.proofs(), with.proofs(), "proves state (eth_getProof) of");
    boolean pushes = with.socket().filter(NodeFacts.Subscribed::taken).isPresent();
    if (pushes && !facts.node().hasWs()) {
      say(
          Weight.WARNING,
          facts.node(),
          "has no `ws`, and " + with.node() + " has",
          "add it, or subscribers are served worse when it serves");
    }
  }

  private void narrower(
      NodeFacts facts,
      NodeFacts with,
      Optional<NodeFacts.Reach> mine,
      Optional<NodeFacts.Reach> other,
      String what) {
    if (mine.isEmpty() || other.isEmpty() || mine.get().whole()) {
      return;
    }
    // Both are rounded down by a tenth at most.
    boolean narrower = other.get().whole() || mine.get().blocks() * 5 < other.get().blocks() * 4;
    if (narrower) {
      say(
          Weight.WARNING,
          facts.node(),
          "%s the last %s blocks, and %s of %s"
              .formatted(
                  what,
                  mine.get().words(),
                  with.node(),
                  other.get().whole() ? "all" : "the last " + other.get().words()),
          "older calls fail when it serves; keep as much there, or mind it");
    }
  }

  /// Where all are off to the same side, the odd one is this machine.
  private void clocks() {
    List<NodeFacts> off =
        judged.stream()
            .filter(each -> each.clockAhead().filter(Advisor::isOff).isPresent())
            .toList();
    long told = judged.stream().filter(each -> each.clockAhead().isPresent()).count();
    boolean allAhead = off.stream().noneMatch(each -> each.clockAhead().orElseThrow().isNegative());
    boolean allBehind = off.stream().allMatch(each -> each.clockAhead().orElseThrow().isNegative());
    if (off.size() >= 2 && off.size() == told && (allAhead || allBehind)) {
      say(
          Weight.WARNING,
          "this machine",
          "has a clock that is %s %s those of all nodes"
              .formatted(
                  Spans.words(off.getFirst().clockAhead().orElseThrow().abs()),
                  allAhead ? "behind" : "ahead of"),
          "let NTP set it");
      return;
    }
    for (NodeFacts each : off) {
      Duration by = each.clockAhead().orElseThrow();
      say(
          Weight.WARNING,
          each.node(),
          "has a clock that is %s %s this machine's"
              .formatted(Spans.words(by.abs()), by.isNegative() ? "behind" : "ahead of"),
          "let NTP set both");
    }
  }

  private static boolean isOff(Duration by) {
    return by.abs().compareTo(CLOCK_OFF) > 0;
  }
}
