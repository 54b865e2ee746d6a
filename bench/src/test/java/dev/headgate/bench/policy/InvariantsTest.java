package dev.headgate.bench.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  private static final int SCENARIOS = 1000;

  @Test
  void random_scenarios_break_no_invariant() {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    int bad = Search.run(1, SCENARIOS, new PrintStream(told, true, StandardCharsets.UTF_8));
    assertEquals(0, bad, () -> told.toString(StandardCharsets.UTF_8));
  }

  @Test
  void a_node_that_flaps_and_lies_breaks_them_all_under_a_policy_that_looks_at_nothing() {
    List<Fault> faults =
        List.of(
            Fault.of("a", new Trouble.Behind(500), 20, 80),
            Fault.of("a", new Trouble.OtherChain(), 90, 120),
            Fault.of("a", new Trouble.Fails(100), 130, 150));
    Scenario scenario =
        new Scenario(
            "told",
            "",
            ChainSpec.OPTIMISM,
            2,
            faults,
            List.of(),
            List.of(),
            Duration.ofSeconds(160),
            10);
    List<String> broken = Invariants.broken(Run.of(scenario, PolicyKind.CHECKS, 1));
    List.of("2:", "4:", "5:")
        .forEach(rule -> assertTrue(broken.stream().anyMatch(b -> b.startsWith(rule)), rule));
    assertEquals(List.of(), Invariants.broken(Run.of(scenario, PolicyKind.HEADGATE, 1)));
  }

  @Test
  void a_scenario_of_a_seed_is_always_the_same() {
    assertEquals(RandomScenarios.of(4711), RandomScenarios.of(4711));
  }
}
