package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.chain.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How open files are shared out: two nodes, two event loops, every default.
class FileBudgetTest {
  private static GatewaySettings settings() throws InvalidConfig {
    return ConfigReader.checkChains(List.of("ethereum=http://127.0.0.1:1,http://127.0.0.1:2"), 2)
        .orThrow();
  }

  @Test
  void where_there_are_files_enough_nothing_changes_and_nothing_is_said() throws InvalidConfig {
    FileBudget budget = FileBudget.of(settings(), 65_536, 80);
    assertTrue(budget.clients() > 20_000, "who is one too many is let in to be told so");
    assertEquals(settings(), budget.fit(settings()));
    assertEquals(Optional.empty(), budget.warning());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 128, 160, 256, 1_024, 4_096, 20_000})
  void clients_and_pools_never_get_more_than_there_is(long limit) throws InvalidConfig {
    FileBudget budget = FileBudget.of(settings(), limit, 80);
    assertTrue(budget.clients() >= 1 && budget.perPool() >= 1, budget::toString);
    long pools = 4;
    assertTrue(
        limit <= 160 || 80 + budget.clients() + pools * budget.perPool() <= limit,
        budget::toString);
    for (Node node : budget.fit(settings()).chains().getFirst().chain().nodes()) {
      assertEquals(Math.min(256, budget.perPool()), node.maxConnections());
    }
  }

  @Test
  void the_warning_says_what_to_write() throws InvalidConfig {
    FileBudget budget = FileBudget.of(settings(), 1_024, 80);
    String said = budget.warning().orElseThrow();
    assertTrue(said.contains("may have 1024 files open"), said);
    assertTrue(said.contains("LimitNOFILE=" + budget.needed()), said);
    assertTrue(said.contains("at most " + budget.clients() + " clients"), said);
  }
}
