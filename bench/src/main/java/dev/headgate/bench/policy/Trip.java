package dev.headgate.bench.policy;

import dev.headgate.chain.Node;
import dev.headgate.request.decode.MethodClass;
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
  private boolean ambiguous;
  private long waitingSince = -1;

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
    long waited = waitingSince < 0 ? 0 : now - waitingSince;
    switch (policy.admit(waited)) {
      case HeadGate.Admission.Go(Plan plan) -> {
        waitingSince = -1;
        send(plan);
      }
      case HeadGate.Admission.Wait(long nanos) -> {
        waitingSince = waitingSince < 0 ? now : waitingSince;
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
    if (!policy.budget().available(events.now())
        || !(policy.admit(0) instanceof HeadGate.Admission.Go(Plan plan))) {
      return null;
    }
    HeadgateLane lane = policy.pickHedge(plan, tried);
    if (lane != null) {
      policy.budget().spend();
      goesTo(lane);
    }
    return lane;
  }

  @Override
  public void ended(HeadgateLane lane, Outcome outcome, Said.@Nullable Head head) {
    if (outcome instanceof Outcome.Result && head != null) {
      policy.delivered(head.number());
      call.answered(events.now(), lane.node(), head);
      return;
    }
    ambiguous |=
        outcome instanceof Outcome.Lost
            || outcome instanceof Outcome.Garbage
            || outcome instanceof Outcome.DeadlinePassed;
    step(outcome);
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
    call.failed(events.now(), reason + " after " + tried);
  }
}
