package dev.headgate.bench.jmh;

import dev.headgate.health.judge.ChainState;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One turn of the judge over a chain whose nodes all have a new head. It comes about twice a
/// second for each chain, off the event loops: at 1 ms a turn, fifty chains would take a tenth of a
/// core, so 100 us are the most.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class JudgeBench {
  @Param({"2", "5"})
  private int nodes;

  private Pictures pictures = new Pictures(1);

  @Setup
  public void chain() {
    pictures = new Pictures(nodes);
  }

  @Benchmark
  public ChainState turn() {
    return pictures.turn();
  }
}
