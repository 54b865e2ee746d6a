package dev.headgate.bench.policy;

import dev.headgate.chain.Node;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// A node: what it sees of the chain, and how it answers.
final class SimNode {
  private static final long USUAL_LATENCY = 2 * Span.MILLI;
  private static final double SPREAD = 0.4;
  private static final long REFUSAL = 300_000;
  private static final int PAUSE_ONE_IN = 400;
  private static final long OTHER_CHAIN = 4242;

  private final Node node;
  private final Truth truth;
  private final List<Fault> faults;
  private final Events events;
  private final Dice dice;
  private final long blockSeed;
  private final long distance;
  private long second;
  private int thisSecond;

  /// @param faults of this node
  SimNode(Node node, Truth truth, List<Fault> faults, Events events, long seed) {
    this.node = node;
    this.truth = truth;
    this.faults = faults.stream().filter(f -> f.node().equals(node.name())).toList();
    this.events = events;
    dice = new Dice(Dice.seed(seed, "answers of " + node));
    blockSeed = Dice.seed(seed, "blocks of " + node);
    long spread = truth.chain().spreadNanos();
    distance = spread / 4 + Math.round(Dice.unit(blockSeed, -1) * spread / 2);
  }

  Node node() {
    return node;
  }

  String name() {
    return node.name();
  }

  /// Whether anything is wrong with it; to be rate limited is not.
  boolean troubled(long nanos) {
    for (Fault fault : faults) {
      if (fault.when().holds(nanos) && !(fault.trouble() instanceof Trouble.RateLimited)) {
        return true;
      }
    }
    return false;
  }

  /// Whether it was well all the time.
  boolean wellDuring(long from, long until) {
    return faults.stream().noneMatch(f -> f.when().from() <= until && f.when().until() > from);
  }

  /// Whether it leaves every question unanswered.
  boolean away(long nanos) {
    return faults.stream()
        .filter(f -> f.when().holds(nanos))
        .map(Fault::trouble)
        .anyMatch(t ->
            t instanceof Trouble.Hangs
                || t instanceof Trouble.Dead
                || (t instanceof Trouble.Fails(int percent) && percent == 100));
  }

  /// Whether its process is gone.
  boolean gone(long nanos) {
    return during(nanos, Trouble.Dead.class).isPresent();
  }

  /// Whether all the time it would have answered, right or wrong, as a node of this chain.
  boolean servesDuring(long from, long until) {
    return faults.stream()
        .filter(f -> f.when().from() <= until && f.when().until() > from)
        .map(Fault::trouble)
        .noneMatch(t ->
            t instanceof Trouble.Hangs
                || t instanceof Trouble.Dead
                || t instanceof Trouble.Fails
                || t instanceof Trouble.RateLimited
                || t instanceof Trouble.OtherChain);
  }

  /// Whether one and the same trouble lasted from then until now.
  boolean sameTrouble(long from, long nanos) {
    return faults.stream().anyMatch(f -> f.when().holds(from) && f.when().holds(nanos));
  }

  boolean isLimited(long nanos) {
    return during(nanos, Trouble.RateLimited.class).isPresent();
  }

  /// Since when it has claimed to be ahead.
  long aheadSince(long nanos) {
    return during(nanos, Trouble.Ahead.class).map(f -> f.when().from()).orElse(nanos);
  }

  /// Since when it has answered as a node of another chain.
  long returnedAs(long nanos) {
    long since = during(nanos, Trouble.OtherChain.class).map(f -> f.when().from()).orElse(nanos);
    for (Fault fault : faults) {
      boolean away =
          fault.trouble() instanceof Trouble.Dead
              || fault.trouble() instanceof Trouble.Hangs
              || fault.trouble() instanceof Trouble.Fails;
      if (away && fault.when().until() <= nanos) {
        since = Math.max(since, fault.when().until());
      }
    }
    return since;
  }

  /// By how many blocks it has claimed to be ahead since then without a break.
  long ahead(long nanos, long since) {
    for (Fault fault : faults) {
      if (fault.trouble() instanceof Trouble.Ahead(long blocks, _)
          && fault.when().holds(nanos)
          && fault.when().holds(since)) {
        return blocks;
      }
    }
    return 0;
  }

  boolean ofOtherChain(long nanos) {
    return during(nanos, Trouble.OtherChain.class).isPresent();
  }

  /// The head that it holds, true or not.
  Said.Head head(long nanos) {
    long number = seen(frozenAt(nanos).orElse(nanos));
    for (Fault fault : faults) {
      if (fault.when().holds(nanos) && fault.trouble() instanceof Trouble.Behind(int blocks)) {
        number -= blocks;
      }
    }
    Optional<Fault> ahead = during(nanos, Trouble.Ahead.class);
    boolean fork = during(nanos, Trouble.Forked.class).isPresent();
    long id = ofOtherChain(nanos) ? OTHER_CHAIN : truth.chain().id();
    if (ahead.isPresent() && ahead.get().trouble() instanceof Trouble.Ahead(long by, boolean ok)) {
      long stamp = truth.timestamp(ok ? number : number + by);
      return new Said.Head(nanos, number + by, fork, stamp, id);
    }
    return new Said.Head(nanos, number, fork, truth.timestamp(number), id);
  }

  private OptionalLong frozenAt(long nanos) {
    return during(nanos, Trouble.Frozen.class).stream().mapToLong(f -> f.when().from()).findFirst();
  }

  private Optional<Fault> during(long nanos, Class<? extends Trouble> kind) {
    for (Fault fault : faults) {
      if (kind.isInstance(fault.trouble()) && fault.when().holds(nanos)) {
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }

  private long seen(long nanos) {
    long number = truth.numberAt(nanos);
    while (arrival(number) > nanos) {
      number--;
    }
    return number;
  }

  private long arrival(long number) {
    long jitter = Dice.exponential(Dice.unit(blockSeed, number), truth.chain().spreadNanos() / 4);
    long born = truth.bornAt(number);
    long late = 0;
    for (Fault fault : faults) {
      if (fault.trouble() instanceof Trouble.Late(int nth, long by)
          && number % nth == 0
          && fault.when().holds(born)) {
        late = by;
      }
    }
    return born + distance + jitter + late;
  }

  /// Puts a question; the answer comes as an event in the gateway. A node that hangs for ever never
  /// answers.
  void ask(Consumer<Said> listener) {
    long now = events.now();
    long latency = latency(now);
    if (during(now, Trouble.Dead.class).isPresent()) {
      deliver(now + REFUSAL, new Said.Refused(), listener);
      return;
    }
    long reads = awake(now + latency / 2);
    Said said = answerAt(reads);
    long quick = said instanceof Said.Head ? latency / 2 : Math.min(latency / 2, USUAL_LATENCY);
    long arrives = awake(reads + quick);
    OptionalLong dies = deathBetween(now, arrives);
    if (dies.isPresent()) {
      deliver(dies.getAsLong(), new Said.Reset(), listener);
    } else {
      deliver(arrives, said, listener);
    }
  }

  private void deliver(long nanos, Said said, Consumer<Said> listener) {
    events.inGateway(nanos, () -> listener.accept(said));
  }

  private long awake(long nanos) {
    return during(nanos, Trouble.Hangs.class).map(f -> f.when().until()).orElse(nanos);
  }

  private OptionalLong deathBetween(long from, long until) {
    return faults.stream()
        .filter(f -> f.trouble() instanceof Trouble.Dead)
        .mapToLong(f -> f.when().from())
        .filter(at -> at > from && at <= until)
        .min();
  }

  private Said answerAt(long nanos) {
    for (Fault fault : faults) {
      boolean now = fault.when().holds(nanos);
      if (now
          && fault.trouble() instanceof Trouble.Fails(int percent)
          && dice.below(100) < percent) {
        return new Said.Status(503);
      }
      if (now && fault.trouble() instanceof Trouble.RateLimited(int most) && over(most)) {
        return new Said.Status(429);
      }
    }
    return head(nanos);
  }

  private boolean over(int most) {
    long nowSecond = events.now() / Span.SECOND;
    thisSecond = nowSecond == second ? thisSecond + 1 : 1;
    second = nowSecond;
    return thisSecond > most;
  }

  private long latency(long nanos) {
    long usual = dice.logNormal(USUAL_LATENCY, SPREAD);
    long pause = dice.oneIn(PAUSE_ONE_IN) ? 30 * Span.MILLI + dice.below(90_000_000) : 0;
    long slow = 0;
    for (Fault fault : faults) {
      if (fault.trouble() instanceof Trouble.Slow(long by, int percent)
          && fault.when().holds(nanos)
          && dice.below(100) < percent) {
        slow += dice.logNormal(by, SPREAD);
      }
    }
    return usual + pause + slow;
  }
}
