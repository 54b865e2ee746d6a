package dev.headgate.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.front.FrontKind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real fronts; the rivals and anvil are installed by the gateway's provision.sh.
@Tag("full")
class FaultIT {
  @Test
  void a_stalled_head_is_seen_by_headgate_and_passed_on_by_haproxy() throws Exception {
    List<FaultResult> results = Faults.of("freeze", FrontKind.HEADGATE, FrontKind.HAPROXY);
    FaultResult headgate = results.getFirst();
    assertEquals(0, headgate.failed(), () -> "" + headgate.firstFailures());
    assertEquals(List.of(), headgate.guilty());
    assertTrue(results.getLast().stale() > 0, results.getLast()::toString);
  }

  @Test
  void a_real_node_killed_or_stopped_costs_no_call() throws Exception {
    for (String fault : List.of("anvil kill", "anvil stop")) {
      FaultResult result = Faults.of(fault, FrontKind.HEADGATE).getFirst();
      assertEquals(0, result.failed(), () -> fault + result.firstFailures());
      assertEquals(List.of(), result.guilty(), fault);
    }
  }

  @Test
  void a_gateway_that_stood_still_answers_all_it_was_asked() throws Exception {
    FaultResult result = Faults.of("front stop", FrontKind.HEADGATE).getFirst();
    assertEquals(0, result.failed(), () -> "" + result.firstFailures());
    assertEquals(List.of(), result.guilty());
    assertTrue(result.judgedMs().isEmpty(), "it left its node: " + result.judgedMs());
  }
}
