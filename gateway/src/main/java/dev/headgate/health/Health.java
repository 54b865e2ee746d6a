package dev.headgate.health;

import dev.headgate.chain.Node;
import dev.headgate.config.ChainSettings;
import dev.headgate.health.gather.ProbeListener;
import dev.headgate.health.gather.TrafficListener;
import dev.headgate.health.gather.TrafficLog;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainState;
import dev.headgate.health.judge.Observation;
import dev.headgate.health.judge.Order;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Questions;
import dev.headgate.wire.Sockets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The health of all chains: hears and probes their nodes, judges what is seen, and publishes one
/// picture after the other on the board. Thread-safe.
public final class Health implements Commands, AutoCloseable {
  private final Questions questions;
  private final Sockets sockets;
  private final HealthBoard board;
  private final SteadyClock clock;
  private final ProbeListener listener;
  private final TrafficListener traffic = new Latest();
  private volatile List<HealthLoop> loops;
  private volatile TrafficLog log;

  /// Health that is yet to be started.
  ///
  /// @param board has a place for each of the chains
  /// @param listener told how each probe ended
  public Health(
      List<ChainSettings> chains,
      Questions questions,
      Sockets sockets,
      HealthBoard board,
      SteadyClock clock,
      ProbeListener listener) {
    this.questions = questions;
    this.sockets = sockets;
    this.board = board;
    this.clock = clock;
    this.listener = listener;
    loops = chains.stream().map(chain -> loop(chain, Optional.empty())).toList();
    log = log(loops, clock);
  }

  private HealthLoop loop(ChainSettings chain, Optional<HealthLoop> before) {
    return new HealthLoop(chain, questions, sockets, board, clock, listener, before);
  }

  private static TrafficLog log(List<HealthLoop> loops, SteadyClock clock) {
    return new TrafficLog(byNode(loops), loops.stream().map(HealthLoop::traffic).toList(), clock);
  }

  /// Makes ready for other settings, and looks at nodes that are new. Changes nothing yet, and
  /// blocks: not for an event loop.
  ///
  /// @param next all chains; `questions` and `sockets` know their nodes already
  /// @param most how long new nodes may take to answer, all together
  public Turnover prepare(List<ChainSettings> next, Duration most) throws InterruptedException {
    List<HealthLoop> old = loops;
    List<Turnover.Step> steps = new ArrayList<>();
    List<Optional<FirstLook>> looks = new ArrayList<>();
    for (ChainSettings chain : next) {
      Turnover.Step step = step(chain, old);
      List<Node> fresh = step.stays() ? List.of() : Turnover.fresh(chain, step.before());
      steps.add(step);
      looks.add(
          fresh.isEmpty()
              ? Optional.empty()
              : Optional.of(FirstLook.at(chain, fresh, questions, clock)));
    }
    List<HealthLoop> left =
        old.stream()
            .filter(
                loop -> steps.stream().noneMatch(step -> step.before().equals(Optional.of(loop))))
            .toList();
    return new Turnover(this, seen(steps, looks, most), left);
  }

  private Turnover.Step step(ChainSettings chain, List<HealthLoop> old) {
    Optional<HealthLoop> named =
        old.stream().filter(loop -> loop.chain().name().equals(chain.chain().name())).findFirst();
    if (named.isPresent() && named.get().settings().equals(chain)) {
      return new Turnover.Step(named.get(), named, true, List.of());
    }
    Optional<HealthLoop> before = named.filter(loop -> loop.watches(chain));
    return new Turnover.Step(loop(chain, before), before, false, List.of());
  }

  private List<Turnover.Step> seen(
      List<Turnover.Step> steps, List<Optional<FirstLook>> looks, Duration most)
      throws InterruptedException {
    long end = clock.nanos() + most.toNanos();
    List<Turnover.Step> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Turnover.Step step = steps.get(i);
      List<ChainState> seen = new ArrayList<>();
      if (looks.get(i).isPresent()) {
        Duration left = Duration.ofNanos(Math.max(0, end - clock.nanos()));
        seen.add(looks.get(i).get().await(left));
      }
      all.add(new Turnover.Step(step.loop(), step.before(), step.stays(), seen));
    }
    return all;
  }

  /// These loops are the ones from now on; what is told of a node goes to them.
  void goOn(List<HealthLoop> next) {
    loops = next;
    log = log(next, clock);
  }

  /// Hands on to the log of the configuration in force.
  private final class Latest implements TrafficListener {
    @Override
    public void breakerChanged(Node node, BreakerState state, String why) {
      log.breakerChanged(node, state, why);
    }

    @Override
    public void gone(Node node) {
      log.gone(node);
    }

    @Override
    public void lacks(Node node, String method) {
      log.lacks(node, method);
    }

    @Override
    public void attempted(Node node, boolean failed, long nanos) {
      log.attempted(node, failed, nanos);
    }
  }

  private static Map<String, Consumer<Observation>> byNode(List<HealthLoop> loops) {
    Map<String, Consumer<Observation>> byNode = new HashMap<>();
    for (HealthLoop loop : loops) {
      for (Node node : loop.chain().judged()) {
        byNode.put(node.name(), loop::tell);
      }
    }
    return byNode;
  }

  /// The first probes go out at once. To be called once.
  public void start() {
    loops.forEach(HealthLoop::start);
  }

  /// No picture is published after this; the last ones stay on the board. Orders that still wait
  /// are refused.
  @Override
  public void close() {
    loops.forEach(HealthLoop::close);
    loops.forEach(loop -> loop.giveUp("given up: this gateway is stopping"));
  }

  /// The loop of each chain, to see whether it turns: what is given to one runs before its next
  /// turn, which comes at once.
  public Map<String, Executor> loops() {
    Map<String, Executor> all = new LinkedHashMap<>();
    loops.forEach(loop -> all.put("health of " + loop.chain().name(), loop.turning()));
    return all;
  }

  /// The changes of each chain's active node, by the chain's name.
  public Map<String, Journal> journals() {
    Map<String, Journal> journals = new LinkedHashMap<>();
    loops.forEach(loop -> journals.put(loop.chain().name(), loop.journal()));
    return journals;
  }

  @Override
  public Given order(String chain, Order order) {
    return loops.stream()
        .filter(loop -> loop.chain().name().equals(chain))
        .findFirst()
        .map(loop -> loop.order(order))
        .orElseGet(() -> Given.refused(order, "there is no chain " + chain + " any more"));
  }

  /// Where the request path tells what it met.
  public TrafficListener traffic() {
    return traffic;
  }
}
