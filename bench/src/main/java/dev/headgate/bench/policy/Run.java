package dev.headgate.bench.policy;

import java.util.List;

/// One scenario under one policy, from beginning to end.
///
/// @param calls all that were made, each with its end
record Run(World world, Policy policy, List<Call> calls, Score score) {
  /// Longer than any policy lets a call wait.
  private static final long LAST_CALLS = 150 * Span.SECOND;

  static Run of(Scenario scenario, PolicyKind kind, long seed) {
    long worldSeed = Dice.seed(seed, scenario.name());
    World world = new World(scenario, worldSeed);
    Policy policy = kind.in(world);
    Tally tally = new Tally(world);
    Load load = new Load(world, policy, tally::add, worldSeed);
    policy.start();
    load.start();
    long end = scenario.length().toNanos();
    world.events().runUntil(end);
    int transitions = policy.transitions();
    world.events().runUntil(end + LAST_CALLS);
    return new Run(world, policy, load.calls(), tally.score(transitions));
  }
}
