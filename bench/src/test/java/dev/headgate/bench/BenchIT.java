package dev.headgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.fault.FaultResult;
import dev.headgate.bench.fault.Faults;
import dev.headgate.bench.front.FrontKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchIT {
  @Test
  void a_killed_primary_costs_no_call() throws Exception {
    FaultResult result = Faults.of("kill", FrontKind.HEADGATE).getFirst();
    assertEquals(1200, result.calls());
    assertEquals(0, result.failed(), () -> "" + result.firstFailures());
    assertEquals(List.of(), result.guilty());
  }

  @Test
  void allocation_per_call_is_measured() throws Exception {
    long bytes = Allocation.perCall(1);
    System.out.println("bytes allocated per call on one event loop: " + bytes);
    assertTrue(bytes > 0);
  }

  @Test
  void an_unknown_command_says_what_there_is() throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Bench.run(List.of("fault"), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(2, code);
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("bench faults"), err::toString);
  }
}
