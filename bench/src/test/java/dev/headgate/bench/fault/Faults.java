package dev.headgate.bench.fault;

import dev.headgate.bench.front.FrontKind;
import dev.headgate.bench.machine.Provisioned;
import dev.headgate.time.SteadyClock;
import java.util.List;

/// One fault, measured briefly.
public final class Faults {
  private static final int RATE = 100;

  private Faults() {}

  /// A hundred calls a second to each front for twelve seconds, the fault on for five of them.
  public static List<FaultResult> of(String fault, FrontKind... fronts) throws Exception {
    if (!List.of(fronts).equals(List.of(FrontKind.HEADGATE))) {
      Provisioned.bench(Provisioned.home(), System.err);
    }
    Trouble trouble = Trouble.parse(fault);
    FaultRuns.Plan plan = FaultRuns.Plan.brief(RATE);
    SteadyClock clock = SteadyClock.system();
    try (FaultRuns runs =
        Trouble.needsAnvil(trouble)
            ? FaultRuns.real(List.of(fronts), plan, clock)
            : FaultRuns.simulated(List.of(fronts), plan, clock)) {
      return runs.run(trouble);
    }
  }
}
