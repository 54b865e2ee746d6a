package dev.headgate.testing.anvil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.testing.anvil.LoadClient.Load;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The ground that the tests on real nodes stand on: whatever is done to the nodes, they are one
/// chain, and no transaction is lost by the test's own gossip.
class AnvilPairIT {
  private static final Load LOAD = new Load(100, 50, Duration.ofSeconds(60));
  private static final Duration BLOCK_TIME = Duration.ofMillis(400);

  @Test
  void two_nodes_stay_one_chain_through_kill_stop_and_a_held_head() {
    try (AnvilPair pair = AnvilPair.start(BLOCK_TIME);
        PassThrough front = new PassThrough(pair.primary());
        LoadClient client = LoadClient.start(front.url(), LOAD, pair::gossip)) {
      client.go();
      pair.awaitBlocks(4);

      front.use(pair.standby());
      pair.kill(pair.primary());
      pair.awaitBlocks(4);
      pair.restart(pair.primary());
      front.use(pair.primary());
      pair.awaitBlocks(4);

      front.use(pair.standby());
      pair.stop(pair.primary());
      pair.awaitBlocks(4);
      pair.proceed(pair.primary());
      front.use(pair.primary());
      pair.awaitBlocks(2);

      pair.holdHead(pair.standby());
      pair.awaitBlocks(4);
      pair.releaseHead(pair.standby());
      front.use(pair.standby());
      pair.awaitBlocks(2);

      LoadReport report = client.stop();
      pair.awaitBlocks(2);
      assertEquals(List.of(), report.failed());
      assertEquals(List.of(), report.headsBackward());
      assertTrue(pair.assertOneChain() >= 26, "every block asked for was compared");
      List<String> answered = report.transactionsAnswered();
      assertTrue(answered.size() > 100, "transactions were sent: " + answered.size());
      assertEquals(
          new TransactionAudit(answered.size(), List.of(), List.of(), List.of()),
          TransactionAudit.of(pair, answered));
      System.out.printf(
          "two anvils, one chain: %d calls, %d transactions, %d blocks mined again%n",
          report.calls(), answered.size(), pair.repairs());
    }
  }

  @Test
  void a_killed_node_takes_no_answered_transaction_along() {
    try (AnvilPair pair = AnvilPair.start(Duration.ofSeconds(1));
        LoadClient client = LoadClient.start(pair.primary().url(), LOAD, pair::gossip)) {
      client.go();
      pair.awaitBlocks(2);
      pair.kill(pair.primary());
      pair.awaitBlocks(1); // calls that are due meanwhile meet the dead node
      LoadReport report = client.stop();
      pair.restart(pair.primary());
      pair.awaitBlocks(2);

      assertTrue(!report.failed().isEmpty(), "the client itself saw its node die");
      pair.assertOneChain();
      List<String> answered = report.transactionsAnswered();
      assertEquals(
          new TransactionAudit(answered.size(), List.of(), List.of(), List.of()),
          TransactionAudit.of(pair, answered));
    }
  }
}
