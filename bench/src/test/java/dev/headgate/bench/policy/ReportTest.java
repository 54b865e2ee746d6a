package dev.headgate.bench.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static List<Row> rows = List.of();

  @BeforeAll
  static void every_scenario_under_every_policy() {
    rows = Scenarios.all().stream().map(each -> Row.of(each, Report.SEED)).toList();
  }

  @Test
  void the_committed_report_is_what_the_policies_do() throws IOException {
    assertEquals(
        Files.readString(Path.of("report.md")),
        Report.of(rows, Report.SEED),
        "a policy or a scenario has changed: look at the difference, and if it is meant, write the"
            + " report anew with `bench/bin/bench policy` and commit it");
  }

  @Test
  void the_same_seed_gives_the_same_run() {
    Scenario some = Scenarios.all().get(7);
    assertEquals(rows.get(7), Row.of(some, Report.SEED));
    assertFalse(rows.get(7).equals(Row.of(some, Report.SEED + 1)), "another seed, another run");
  }

  @Test
  void every_cell_in_which_another_policy_is_better_has_its_words() {
    assertFalse(Sceptic.read().doubts(rows).contains(Sceptic.UNEXPLAINED));
  }

  @Test
  void no_words_stand_for_a_cell_that_is_gone() {
    String doubts = Sceptic.read().doubts(rows);
    Set<String> unused =
        Sceptic.read().words().entrySet().stream()
            .filter(entry -> !doubts.contains(entry.getValue()))
            .map(entry -> entry.getKey())
            .collect(Collectors.toSet());
    assertEquals(Set.of(), unused, "in sceptic.md");
  }

  @Test
  void headgate_fails_no_call_while_a_node_answers() {
    for (Row row : rows) {
      if (nodesThatAnswer(row.scenario()) > 0) {
        assertEquals(0, row.of(PolicyKind.HEADGATE).failed(), row.scenario().name());
      }
    }
  }

  private static long nodesThatAnswer(Scenario scenario) {
    return new World(scenario, 1)
        .nodes().stream().filter(node -> node.servesDuring(0, scenario.length().toNanos())).count();
  }

  @Test
  void scenarios_have_names_of_their_own() {
    List<String> names = Scenarios.all().stream().map(Scenario::name).toList();
    assertEquals(names.size(), Set.copyOf(names).size());
    assertTrue(names.contains("black hole"));
  }
}
