package dev.headgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.check.ClientCall;
import dev.headgate.simulate.check.Findings;
import dev.headgate.simulate.check.HistoryChecker;
import dev.headgate.testing.anvil.Anvil;
import dev.headgate.testing.anvil.AnvilPair;
import dev.headgate.testing.anvil.LoadClient;
import dev.headgate.testing.anvil.LoadClient.Load;
import dev.headgate.testing.anvil.LoadReport;
import dev.headgate.testing.anvil.TestGateway;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// All the heads that one client was told while two real nodes of one chain were killed, stopped,
/// held, made to lag by one to five blocks and to reorganise: none lower than one before, and none
/// two blocks behind what a fit node had.
class HeadHistoryIT {
  private static final Duration BLOCK_TIME = Duration.ofSeconds(1);
  private static final Load READS = new Load(300, 1, Duration.ofSeconds(170));
  private static final int STALE_FROM = 2;
  private static final int REORG = 3;
  private static final SteadyClock CLOCK = SteadyClock.system();

  /// One scene after the other, on the same nodes and for the same client.
  private record Play(AnvilPair pair, TestGateway gateway, List<String> scenes) {
    void scene(String name, Runnable fault, Runnable undo) {
      awaitActive(pair.primary());
      pair.awaitBlocks(1);
      scenes.add(CLOCK.wall() + " " + name);
      fault.run();
      awaitActive(pair.standby());
      pair.awaitBlocks(2);
      scenes.add(CLOCK.wall() + " end of " + name);
      undo.run();
    }

    /// A fault that may, but need not, take the node its place.
    void mild(String name, Runnable fault, Runnable undo) {
      awaitActive(pair.primary());
      pair.awaitBlocks(1);
      scenes.add(CLOCK.wall() + " " + name);
      fault.run();
      pair.awaitBlocks(3);
      scenes.add(CLOCK.wall() + " end of " + name);
      undo.run();
    }

    void awaitActive(Anvil node) {
      gateway.awaitActive(node.name());
    }
  }

  @Test
  void no_head_goes_backward_and_none_is_stale_whatever_becomes_of_the_primary() {
    try (AnvilPair pair = AnvilPair.start(BLOCK_TIME);
        TestGateway gateway =
            TestGateway.start(pair, "health: {failbackAfter: 2s, flapWindow: 0s}");
        LoadClient client = LoadClient.start(gateway.rpc(), READS, (_, _) -> {})) {
      Play play = new Play(pair, gateway, new ArrayList<>());
      Anvil primary = pair.primary();
      play.awaitActive(primary);
      client.go();
      play.scene("kill", () -> pair.kill(primary), () -> pair.restart(primary));
      play.scene("stop", () -> pair.stop(primary), () -> pair.proceed(primary));
      play.scene("held head", () -> pair.holdHead(primary), () -> pair.releaseHead(primary));
      for (int blocks = 1; blocks <= 5; blocks++) {
        int behind = blocks;
        play.mild(
            "lag of " + behind, () -> pair.lag(primary, behind), () -> pair.releaseHead(primary));
      }
      play.mild("reorg", () -> pair.reorg(REORG), () -> {});
      play.awaitActive(primary);
      LoadReport report = client.stop();
      verify(report, play);
    }
  }

  private static void verify(LoadReport report, Play play) {
    List<ClientCall> history = report.headHistory();
    Findings found =
        HistoryChecker.plain()
            .freshest(nanos -> play.pair().freshest(instant(nanos)))
            .staleFrom(STALE_FROM)
            .check(history, List.of());
    System.out.println("heads told: " + found.line());
    String story = String.join("\n  ", play.scenes());
    assertEquals(List.of(), report.failed(), story);
    assertEquals(List.of(), first(found.backward()), "went backward\n  " + story);
    assertEquals(List.of(), first(found.stale()), "stale\n  " + story);
    assertTrue(found.answered() > 1000, "heads told: " + found.answered());
    play.pair().assertOneChain();
  }

  private static List<String> first(List<ClientCall> calls) {
    return calls.stream()
        .limit(10)
        .map(call -> instant(call.sentAt()) + " " + call.tag() + " " + call.ending())
        .toList();
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
