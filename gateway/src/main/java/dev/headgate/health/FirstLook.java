package dev.headgate.health;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.health.gather.ProbeRound;
import dev.headgate.health.gather.Web3jProbe;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.Observation;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Questions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One probe of nodes that are new to a chain, before any call may go to them. So a configuration
/// that brings nothing but new nodes loses no call while they are looked at for the first time.
final class FirstLook {
  private final ChainSettings settings;
  private final Judge judge;
  private final SteadyClock clock;
  private final Queue<Observation> seen = new ConcurrentLinkedQueue<>();
  private final CountDownLatch looking;

  private FirstLook(ChainSettings settings, SteadyClock clock) {
    this.settings = settings;
    this.clock = clock;
    judge = new Judge(settings.chain(), settings.health());
    looking = new CountDownLatch(settings.chain().judged().size());
  }

  /// Asks all the nodes at once; returns before they have answered.
  ///
  /// @param nodes of the chain, which are new to it
  static FirstLook at(
      ChainSettings settings, List<Node> nodes, Questions questions, SteadyClock clock) {
    Chain chain = settings.chain();
    ChainSettings alone =
        new ChainSettings(
            new Chain(chain.name(), chain.chainId(), chain.blockTime(), nodes),
            settings.health(),
            settings.methods());
    FirstLook look = new FirstLook(alone, clock);
    look.begin(questions);
    return look;
  }

  private void begin(Questions questions) {
    Duration timeout = settings.health().probeTimeout();
    ProbeRound round =
        new ProbeRound(
            settings.chain().judged(),
            new Web3jProbe(questions, clock, timeout),
            clock,
            timeout,
            (node, answered, why) -> looking.countDown(),
            (observation, began) -> seen.add(observation));
    round.start(node -> true, node -> true, Instant.MIN);
  }

  /// What they have shown so far, once all have answered or failed to, at the latest after so long.
  ChainState await(Duration most) throws InterruptedException {
    boolean _ = looking.await(most.toNanos(), TimeUnit.NANOSECONDS);
    Instant now = clock.instant();
    return judge.next(judge.first(now), List.copyOf(new ArrayList<>(seen)), now);
  }
}
