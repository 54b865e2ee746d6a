package dev.headgate.bench.policy;

import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.plan.Plan;

/// Which nodes of a plan may answer a call for the head now (INTERFACE section 6.3): the one place
/// where a floor enters the simulation.
interface HeadGate {

  /// What a call may do.
  sealed interface Admission {

    /// It may go to these nodes.
    record Go(Plan plan) implements Admission {}

    /// It asks again after so many nanoseconds.
    record Wait(long nanos) implements Admission {}
  }

  /// Whether a call may go on.
  ///
  /// @param plan by the latest picture
  /// @param waitedNanos for how long the call has waited here already
  Admission admit(Plan plan, ChainHealth health, long waitedNanos);

  /// A head went to a client.
  void delivered(long head);

  /// No floor: every node of the plan may answer.
  static HeadGate open() {
    return new HeadGate() {
      @Override
      public Admission admit(Plan plan, ChainHealth health, long waitedNanos) {
        return new Admission.Go(plan);
      }

      @Override
      public void delivered(long head) {}
    };
  }
}
