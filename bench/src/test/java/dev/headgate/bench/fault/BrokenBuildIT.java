package dev.headgate.bench.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whether the checker would notice: gateways that break a promise on purpose are found out, and
/// the sound one is not.
@Tag("full")
class BrokenBuildIT {
  private static final BrokenBuild SOUND =
      new BrokenBuild(
          "request/ChainHeads.java", "return floor.get().at(now);", "return floor.get().at(now);");

  @Test
  void without_retries_calls_fail_when_a_node_is_killed() throws Exception {
    FaultResult result = BrokenBuild.NO_RETRIES.under("reset");
    assertTrue(reads(result) > 0, result::toString);
  }

  @Test
  void without_a_floor_heads_go_backward() throws Exception {
    FaultResult result = BrokenBuild.NO_FLOOR.under("lag 3");
    assertTrue(result.backward() > 0, result::toString);
    assertTrue(result.guilty().toString().contains("head went backward"), result::toString);
  }

  @Test
  void a_write_sent_again_is_doubled() throws Exception {
    FaultResult result = BrokenBuild.REPEATED_WRITES.under("truncated");
    assertTrue(result.doubled() > 0, result::toString);
    assertTrue(result.guilty().toString().contains("doubled write"), result::toString);
  }

  @Test
  void a_sound_build_is_innocent_of_all_of_it() throws Exception {
    for (String fault : List.of("reset", "lag 3", "truncated")) {
      FaultResult result = SOUND.under(fault);
      assertEquals(List.of(), result.guilty(), fault);
      assertEquals(0, reads(result), () -> fault + result.firstFailures());
    }
  }

  /// Failed calls that may be repeated.
  private static int reads(FaultResult result) {
    return result.failedRepeatable();
  }
}
