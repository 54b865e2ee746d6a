package dev.headgate.bench.policy;

import dev.headgate.chain.Node;
import dev.headgate.config.BreakerSettings;
import dev.headgate.config.CallSettings;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Observation;
import dev.headgate.request.Relay;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.Planner;
import dev.headgate.request.plan.RetryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Headgate: its real deciders, wired as `Gateway` and `request.Relay` wire them, with one event
/// loop and every setting at its default.
final class HeadgatePolicy implements Policy {
  /// What every chain may try again, beside its share of the calls.
  private static final double RETRIES_PER_SECOND = 10;

  private static final MethodRules.Rule FREE = new MethodRules.Rule.Free();

  private final Events events;
  private final List<HeadgateLane> lanes;
  private final HeadgateHealth health;
  private final CallSettings calls = CallSettings.DEFAULTS;
  private final RetryBudget budget;
  private final HeadgateFloor floor;
  private final List<ChainHealth> pictures = new ArrayList<>();

  HeadgatePolicy(World world) {
    events = world.events();
    lanes =
        world.nodes().stream()
            .map(node -> new HeadgateLane(node, events, BreakerSettings.DEFAULTS, new Told()))
            .toList();
    floor =
        new HeadgateFloor(
            world.chain(), lanes, calls, world.scenario().chain().health().overslept(), events);
    health = new HeadgateHealth(world, lanes, this::published);
    budget = new RetryBudget(calls.retryBudget(), RETRIES_PER_SECOND, events.now());
  }

  /// A node and whether its breaker gave a permit.
  record Choice(HeadgateLane lane, boolean permitted) {}

  @Override
  public void start() {
    health.start();
  }

  @Override
  public void take(Call call) {
    new Trip(this, events, call).begin();
  }

  @Override
  public int transitions() {
    return health.transitions();
  }

  /// Every picture in which the active node changed, oldest first.
  List<ChainHealth> changes() {
    return pictures;
  }

  private void published(ChainHealth picture) {
    floor.published(picture);
    if (pictures.isEmpty() || !pictures.getLast().active().equals(picture.active())) {
      pictures.add(picture);
    }
  }

  /// What calls meet goes to the judge at once.
  private final class Told implements HeadgateLane.Listener {
    @Override
    public void changed(HeadgateLane lane, BreakerState state, String why) {
      tell(new Observation.Breaker(lane.node().node(), events.clock().instant(), state, why));
    }

    @Override
    public void gone(HeadgateLane lane) {
      tell(new Observation.Gone(lane.node().node(), events.clock().instant()));
    }

    private void tell(Observation seen) {
      health.tell(seen, seen.at());
    }
  }

  CallSettings calls() {
    return calls;
  }

  RetryBudget budget() {
    return budget;
  }

  HeadgateFloor.Admission admit(List<Node> tried, long waitedNanos) {
    return floor.admit(plan(), tried, waitedNanos);
  }

  HeadgateFloor floor() {
    return floor;
  }

  /// Whether another fit node might know better than the one that answered.
  boolean anotherFit(List<Node> tried) {
    Plan plan = plan();
    return plan.nodes().subList(0, plan.fit()).stream()
        .anyMatch(node -> !tried.contains(node) && lane(node).state().breaker().lets());
  }

  private Plan plan() {
    return Planner.plan(FREE, MethodClass.READ, health.latest());
  }

  boolean quiet(HeadgateLane lane) {
    return !lane.state().failedWithin(Relay.QUIET_NANOS, events.now())
        && lane.state().breaker().lets();
  }

  /// The node that [#pick] would choose, without taking its permit.
  @Nullable HeadgateLane peek(List<Node> tried) {
    Plan plan = plan();
    for (Node node : plan.nodes()) {
      if (!tried.contains(node) && lane(node).state().breaker().lets()) {
        return lane(node);
      }
    }
    return lastResort(plan, tried);
  }

  @Nullable Choice pick(Plan plan, List<Node> tried) {
    for (Node node : plan.nodes()) {
      if (!tried.contains(node) && lane(node).state().breaker().tryAcquire()) {
        return new Choice(lane(node), true);
      }
    }
    HeadgateLane last = lastResort(plan, tried);
    return last == null ? null : new Choice(last, false);
  }

  @Nullable HeadgateLane pickHedge(List<Node> tried) {
    Plan plan = plan();
    for (Node node : plan.nodes().subList(0, plan.fit())) {
      HeadgateLane lane = lane(node);
      if (!tried.contains(node)
          && lane.state().head() >= floor.now()
          && lane.state().breaker().tryAcquire()) {
        return lane;
      }
    }
    return null;
  }

  private @Nullable HeadgateLane lastResort(Plan plan, List<Node> tried) {
    for (Node node : plan.nodes()) {
      if (!tried.contains(node) && find(node).reachable()) {
        return lane(node);
      }
    }
    return null;
  }

  private NodeHealth find(Node node) {
    return health.latest().nodes().stream()
        .filter(n -> n.node().equals(node))
        .findFirst()
        .orElseThrow();
  }

  private HeadgateLane lane(Node node) {
    return Objects.requireNonNull(
        lanes.stream().filter(l -> l.node().node().equals(node)).findFirst().orElse(null));
  }
}
