package dev.headgate.bench.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.bench.nemesis.NemesisPlan.Deed;
import dev.headgate.bench.nemesis.NemesisPlan.Step;
import dev.headgate.simulate.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NemesisPlanTest {
  private static final Duration FIVE = Duration.ofMinutes(5);

  @Test
  void a_seed_is_a_plan() {
    assertEquals(NemesisPlan.of(7, FIVE), NemesisPlan.of(7, FIVE));
    assertNotEquals(NemesisPlan.of(7, FIVE).steps(), NemesisPlan.of(8, FIVE).steps());
  }

  @Test
  void one_node_of_a_chain_at_a_time_is_in_trouble_and_all_are_well_at_the_end() {
    for (long seed = 0; seed < 200; seed++) {
      List<Step> steps = NemesisPlan.of(seed, FIVE).steps();
      apart(steps.stream().filter(step -> step.deed() instanceof Deed.Simulated).toList());
      apart(steps.stream().filter(step -> step.deed() instanceof Deed.Real).toList());
      apart(steps.stream().filter(step -> isGateways(step.deed())).toList());
      assertTrue(steps.stream().allMatch(step -> step.end().compareTo(FIVE.minusSeconds(15)) <= 0));
    }
  }

  @Test
  void every_fault_can_be_read() {
    for (long seed = 0; seed < 50; seed++) {
      for (Step step : NemesisPlan.of(seed, FIVE).steps()) {
        if (step.deed() instanceof Deed.Simulated(int _, String fault)) {
          Fault.parse(fault);
        }
      }
    }
  }

  private static boolean isGateways(Deed deed) {
    return deed instanceof Deed.PauseGateway || deed instanceof Deed.StarveGateway;
  }

  private static void apart(List<Step> lane) {
    assertTrue(lane.size() > 3, lane::toString);
    for (int i = 1; i < lane.size(); i++) {
      assertTrue(
          lane.get(i).at().compareTo(lane.get(i - 1).end().plusSeconds(9)) >= 0, lane::toString);
    }
  }
}
