package dev.headgate.bench.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PolicyIT {
  @Test
  @Tag("full")
  void ten_thousand_random_scenarios_break_no_invariant() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream told = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = PolicyBench.run(List.of("--random", "10000", "--seed", "1000001"), told, System.err);
    assertEquals(0, code, () -> out.toString(StandardCharsets.UTF_8));
  }
}
