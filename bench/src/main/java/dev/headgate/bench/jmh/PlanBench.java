package dev.headgate.bench.jmh;

import dev.headgate.health.judge.ChainHealth;
import dev.headgate.request.decode.MethodClass;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.plan.Plan;
import dev.headgate.request.plan.Planner;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Which nodes a call goes to, by the latest picture of a primary and a standby. All that a gateway
/// adds to a call beside its bytes has about 1.4 us in all; a plan should be a hundredth of it.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class PlanBench {
  private final Pictures pictures = new Pictures(2);
  private final ChainHealth health = pictures.state().picture();
  private final MethodRules rules =
      new MethodRules(pictures.chain(), pictures.settings().methods());

  /// A read: 20 ns at most.
  @Benchmark
  public Plan read() {
    return Planner.plan(rules.of("eth_call"), MethodClass.READ, health);
  }

  /// A transaction, whose plan keeps to one kind of mempool: 100 ns at most.
  @Benchmark
  public Plan transaction() {
    return Planner.plan(rules.of("eth_sendRawTransaction"), MethodClass.RAW_TRANSACTION, health);
  }
}
