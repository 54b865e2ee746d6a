package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Clients that ask for the head at random moments, whatever becomes of earlier calls, and remember
/// the highest head they were told.
final class Load {
  private static final int CLIENTS = 8;

  private final World world;
  private final Policy policy;
  private final Consumer<Call> judged;
  private final Dice dice;
  private final long gap;
  private final long end;
  private final long[] highest = new long[CLIENTS];
  private final List<Call> calls = new ArrayList<>();

  /// @param judged told of each call when it has ended
  Load(World world, Policy policy, Consumer<Call> judged, long seed) {
    this.world = world;
    this.policy = policy;
    this.judged = judged;
    dice = new Dice(Dice.seed(seed, "calls"));
    gap = Span.SECOND / world.scenario().callsPerSecond();
    end = world.scenario().length().toNanos();
    Arrays.fill(highest, Long.MIN_VALUE);
  }

  void start() {
    next(Scenario.QUIET_START.toNanos());
  }

  List<Call> calls() {
    return calls;
  }

  private void next(long after) {
    long due = after + dice.exponential(gap);
    if (due < end) {
      world.events().inWorld(due, this::send);
    }
  }

  private void send() {
    long due = world.events().now();
    int client = dice.below(CLIENTS);
    Call call = new Call(client, due, highest[client], this::ended);
    calls.add(call);
    world.events().inGateway(due, () -> policy.take(call));
    next(due);
  }

  private void ended(Call call) {
    judged.accept(call);
    if (call.ending() instanceof Call.Ending.Answered answered) {
      highest[call.client()] = Math.max(highest[call.client()], answered.head().number());
    }
  }
}
