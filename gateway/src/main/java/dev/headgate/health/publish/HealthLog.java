package dev.headgate.health.publish;

import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.Judge;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Verdict;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes one sentence per change of mind to the log `headgate.health`, with the same facts as key
/// and value beside it; nothing while all stays as it is. A warning is for a person to act on.
public final class HealthLog implements HealthListener {
  private static final String FIT = "fit";
  private static final String UNKNOWN = "unknown";

  private final Logger log;

  public HealthLog() {
    this(LoggerFactory.getLogger("headgate.health"));
  }

  HealthLog(Logger log) {
    this.log = log;
  }

  @Override
  public void published(ChainHealth before, ChainHealth now) {
    if (!now.judged()) {
      return;
    }
    now.nodes().forEach(node -> verdict(now, before(before, node), node));
    newest(before, now).forEach(failover -> failover(now, failover));
    degraded(before, now);
    standby(before, now);
    stalled(before, now);
    forked(before, now);
  }

  private static Optional<NodeHealth> before(ChainHealth before, NodeHealth node) {
    return before.judged()
        ? before.nodes().stream()
            .filter(n -> n.node().name().equals(node.node().name()))
            .findFirst()
        : Optional.empty();
  }

  private void verdict(ChainHealth chain, Optional<NodeHealth> before, NodeHealth node) {
    String kind = kind(node.verdict());
    String past = before.map(n -> kind(n.verdict())).orElse(UNKNOWN);
    boolean news = !kind.equals(past) && !kind.equals(UNKNOWN);
    // At the start it is no news that a node is fit.
    if (news && !(kind.equals(FIT) && past.equals(UNKNOWN))) {
      boolean ordered = chain.orders().cordoned().containsKey(node.node().name());
      event(kind.equals(FIT) || ordered ? Level.INFO : Level.WARN, "verdict", chain)
          .addKeyValue("node", node.node().name())
          .addKeyValue("verdict", kind)
          .addKeyValue("reason", node.verdict().reason())
          .log(chain.chain() + ": " + node.node() + " is " + words(node.verdict()));
    }
  }

  private static String kind(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Fit fit -> FIT;
      case Verdict.Unfit unfit -> unfit.reason().equals(Judge.NOT_YET_SEEN) ? UNKNOWN : "unfit";
      case Verdict.WrongChain wrong -> "wrong-chain";
    };
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Fit fit -> "fit again";
      case Verdict.Unfit unfit -> "unfit: " + unfit.reason();
      case Verdict.WrongChain wrong -> "never served from: " + wrong.reason();
    };
  }

  private static List<Failover> newest(ChainHealth before, ChainHealth now) {
    return now.failovers().stream()
        .takeWhile(failover -> !before.failovers().contains(failover))
        .toList()
        .reversed();
  }

  private void failover(ChainHealth chain, Failover failover) {
    event(urgent(failover) ? Level.WARN : Level.INFO, "failover", chain)
        .addKeyValue("from", failover.from())
        .addKeyValue("to", failover.to())
        .addKeyValue("reason", failover.reason())
        .addKeyValue("detectMs", failover.detectMillis())
        .log(failover.sentence());
  }

  private static boolean urgent(Failover failover) {
    return switch (failover.reason()) {
      case "start", "failback", "switchover", "cordon" -> false;
      case String other -> true;
    };
  }

  private void degraded(ChainHealth before, ChainHealth now) {
    if (before.degraded() != now.degraded()) {
      event(now.degraded() ? Level.WARN : Level.INFO, "degraded", now)
          .addKeyValue("degraded", now.degraded())
          .log(
              now.chain()
                  + (now.degraded() ? ": degraded: " + worst(now) : ": no longer degraded"));
    }
  }

  private static String worst(ChainHealth now) {
    return "no node is fit, "
        + now.nodes().stream()
            .findFirst()
            .map(n -> n.node() + " serves as the least bad: " + n.verdict().reason())
            .orElse("none serves");
  }

  private void standby(ChainHealth before, ChainHealth now) {
    boolean single = now.nodes().size() < 2;
    if (!single && before.judged() && before.standbyReady() != now.standbyReady()) {
      event(now.standbyReady() ? Level.INFO : Level.WARN, "standby", now)
          .addKeyValue("ready", now.standbyReady())
          .log(
              now.chain()
                  + (now.standbyReady()
                      ? ": a standby is ready"
                      : ": no standby is ready: " + whyNoStandby(now)));
    }
  }

  private static String whyNoStandby(ChainHealth now) {
    return now.nodes().stream()
        .filter(node -> node.fit() && !node.lacks().isEmpty())
        .map(node ->
            node.node() + " lacks what the active node has: " + String.join(", ", node.lacks()))
        .findFirst()
        .orElse("the next failure has nowhere to go");
  }

  private void stalled(ChainHealth before, ChainHealth now) {
    if (before.stalled() != now.stalled()) {
      event(now.stalled() ? Level.WARN : Level.INFO, "stalled", now)
          .addKeyValue("stalled", now.stalled())
          .log(
              now.chain()
                  + (now.stalled()
                      ? ": stalled: every fit node has long stood at its head, so it is the chain or"
                          + " what feeds the nodes; none is left for it"
                      : ": the chain goes on"));
    }
  }

  private void forked(ChainHealth before, ChainHealth now) {
    if (before.forked() != now.forked()) {
      event(now.forked() ? Level.WARN : Level.INFO, "fork", now)
          .addKeyValue("forked", now.forked())
          .log(now.chain() + (now.forked() ? ": fork: " + apart(now) : ": one fork again"));
    }
  }

  private static String apart(ChainHealth now) {
    return "the nodes are on different forks of the chain; "
        + now.active().map(a -> a + "'s side is kept").orElse("none serves");
  }

  private LoggingEventBuilder event(Level level, String event, ChainHealth chain) {
    return log.atLevel(level)
        .addKeyValue("event", event)
        .addKeyValue("chain", chain.chain().name());
  }
}
