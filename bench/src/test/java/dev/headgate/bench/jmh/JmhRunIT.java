package dev.headgate.bench.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// That the benchmarks run, each for a moment and in this JVM; what they measure then is nothing.
class JmhRunIT {
  private static final List<String> ONCE = List.of("-f", "0", "-wi", "0", "-i", "1", "-r", "20ms");

  private record Ran(int code, String out, String err) {}

  private static Ran run(List<String> options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        JmhRun.run(
            options,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Ran(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void each_benchmark_has_its_row() {
    Ran ran = run(ONCE);
    assertEquals(0, ran.code(), ran.err());
    for (String name :
        List.of(
            "JudgeBench.turn nodes=2",
            "JudgeBench.turn nodes=5",
            "PlanBench.read",
            "PlanBench.transaction",
            "ScannerBench.batchOf100",
            "ScannerBench.oneCall",
            "ScannerBench.peekAtOneMegabyte",
            "ScannerBench.smallAnswer")) {
      assertTrue(ran.out().contains("| " + name + " | "), ran.out());
    }
    assertEquals(10, ran.out().lines().count(), ran.out());
  }

  @Test
  void an_option_that_there_is_not_is_refused() {
    Ran ran = run(List.of("--fork", "1"));
    assertEquals(2, ran.code());
    assertTrue(ran.err().contains("bench jmh"), ran.err());
  }
}
