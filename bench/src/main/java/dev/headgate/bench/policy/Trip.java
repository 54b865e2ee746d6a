package dev.headgate.bench.policy;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.Floor;
import dev.headgate.request.plan.NextStep;
import dev.headgate.request.plan.Outcome;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.RetryPolicy;
import dev.headgate.request.plan.Standing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call under way, as `request.Journey` takes it from node to node.
final class Trip implements Sender.Customer {
  private final HeadgatePolicy policy;
  private final Events events;
  private final Call call;
  private final long deadline;
  private final long start;
  private final List<Node> tried = new ArrayList<>(2);
  private boolean moved;
  private boolean againUsed;
  private boolean floorAgain;
  private boolean ambiguous;
  private long waited;
  private long floor = Floor.NONE;
  private @Nullable Fallback fallback;

  /// A doubtful answer, for want of a better one.
  private record Fallback(HeadgateLane lane, Said.Head head) {}

  Trip(HeadgatePolicy policy, Events events, Call call) {
    this.policy = policy;
    this.events = events;
    this.call = call;
    start = events.now();
    deadline = start + policy.calls().deadline().toNanos();
  }

  void begin() {
    policy.budget().call(start);
    send();
  }

  private void send() {
    long now = events.now();
    switch (policy.admit(tried, waited)) {
      case HeadgateFloor.Admission.Go(Plan plan) -> send(plan);
      case HeadgateFloor.Admission.Wait(long nanos) -> {
        waited += nanos;
        events.inGateway(now + nanos, this::send);
      }
    }
  }

  private void send(Plan plan) {
    HeadgatePolicy.Choice choice = policy.pick(plan, tried);
    if (choice == null) {
      giveUp(NextStep.Reason.NO_NODE);
      return;
    }
    floor = policy.floor().now();
    goesTo(choice.lane());
    new Sender(
            choice.lane(), choice.permitted(), deadline, policy.calls().hedgeAfter(), events, this)
        .start();
  }

  private void goesTo(HeadgateLane lane) {
    tried.add(lane.node().node());
    call.goesTo(lane.node(), events.now());
  }

  @Override
  public @Nullable HeadgateLane hedge() {
    if (!policy.budget().available(events.now())) {
      return null;
    }
    HeadgateLane lane = policy.pickHedge(tried);
    if (lane != null) {
      policy.budget().spend();
      goesTo(lane);
    }
    return lane;
  }

  @Override
  public void ended(HeadgateLane lane, Outcome outcome, Said.@Nullable Head head) {
    if (outcome instanceof Outcome.Result && head != null) {
      answered(lane, head);
      return;
    }
    ambiguous |=
        outcome instanceof Outcome.Lost
            || outcome instanceof Outcome.Garbage
            || outcome instanceof Outcome.DeadlinePassed;
    step(outcome);
  }

  /// A head below the floor, or beyond reason, is asked of another fit node first.
  private void answered(HeadgateLane lane, Said.Head head) {
    boolean doubtful = head.number() < floor || !policy.floor().believable(head.number());
    if (!doubtful) {
      policy.floor().shown(lane, head.number());
    } else if (head.number() < floor) {
      lane.state().headFell(head.number());
    }
    if (doubtful && !floorAgain) {
      floorAgain = true;
      tried.removeIf(node -> !node.equals(lane.node().node()));
    }
    if (doubtful && policy.anotherFit(tried)) {
      fallback = new Fallback(lane, head);
      step(new Outcome.Doubtful("another may know better", true));
    } else {
      give(lane, head);
    }
  }

  private void give(HeadgateLane lane, Said.Head head) {
    policy.floor().delivered(head.number());
    call.answered(events.now(), lane.node(), head);
  }

  private void step(Outcome outcome) {
    NextStep next = RetryPolicy.after(MethodClass.READ, standing(), outcome);
    boolean onwards = next instanceof NextStep.TryNext || next instanceof NextStep.TryAgain;
    if (onwards && events.now() >= deadline) {
      giveUp(NextStep.Reason.DEADLINE);
      return;
    }
    switch (next) {
      case NextStep.Reply() -> giveUp(NextStep.Reason.NO_NODE);
      case NextStep.TryNext(boolean spends) -> {
        moved |= outcome instanceof Outcome.Lost || outcome instanceof Outcome.Garbage;
        onward(spends);
      }
      case NextStep.TryAgain(boolean spends) -> {
        againUsed = true;
        tried.clear();
        onward(spends);
      }
      case NextStep.GiveUp(NextStep.Reason reason) -> giveUp(reason);
    }
  }

  private void onward(boolean spends) {
    if (spends) {
      policy.budget().spend();
    }
    send();
  }

  private Standing standing() {
    HeadgateLane next = policy.peek(tried);
    return new Standing(
        next != null,
        next != null && policy.quiet(next),
        moved,
        againUsed,
        policy.budget().available(events.now()),
        ambiguous);
  }

  private void giveUp(NextStep.Reason reason) {
    if (fallback != null) {
      give(fallback.lane(), fallback.head());
      return;
    }
    call.failed(events.now(), reason + " after " + tried);
  }
}
