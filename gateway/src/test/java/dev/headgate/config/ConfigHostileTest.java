package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Files that mean harm, or none at all.
class ConfigHostileTest {
  @Test
  void a_billion_laughs_end_early() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      text.append("a%d: &a%d [".formatted(i, i));
      text.append(("*a" + (i - 1) + ", ").repeat(10)).append("x]\n");
    }
    assertOne(text.toString(), "with its aliases the file grows beyond all reason");
  }

  @Test
  void an_alias_to_itself_is_refused() {
    assertOne("a: &a [*a]\n", "no anchor `&a` stands before this alias");
    assertOne("a: &a {b: *a}\n", "no anchor `&a` stands before this alias");
  }

  @Test
  void deep_nesting_is_refused() {
    assertOne("[".repeat(500_000), "nested deeper than 32 levels");
    assertOne("{a: ".repeat(250_000), "nested deeper than 32 levels");
    assertOne("- ".repeat(40) + "a", "nested deeper than 32 levels");
  }

  @Test
  void more_values_than_any_configuration_has_are_refused() {
    assertOne("a: [" + "x,".repeat(200_000) + "]", "more values than any configuration has");
  }

  /// Counted, not timed: the parser is asked for no more events than the bound allows.
  @Test
  void a_bomb_ends_after_as_many_values_as_a_configuration_may_have() {
    StringBuilder text = new StringBuilder("a: &a [" + "x,".repeat(900) + "x]\n");
    for (int i = 0; i < 200; i++) {
      text.append("k%d: *a\n".formatted(i));
    }
    Problem problem = only(text.toString());
    assertEquals("with its aliases the file grows beyond all reason", problem.message());
    assertTrue(problem.line() < 120, "it did not read on: line " + problem.line());
  }

  @Test
  void a_scalar_of_a_megabyte_is_refused_in_a_few_words() {
    for (String text :
        List.of(
            "threads: \"" + "9".repeat(1_000_000) + "\"\n",
            "x".repeat(1_000_000) + ": 1\n",
            "defaultChain: |\n" + ("  " + "y".repeat(80) + "\n").repeat(12_000),
            "methods: {deny: [\"" + "a*".repeat(400_000) + "\"]}\n",
            "listen: {rpc: \"" + "[".repeat(900_000) + "\"}\n")) {
      ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of(), 2);
      assertFalse(reading.settings().isPresent());
      for (Problem problem : reading.problems()) {
        assertTrue(problem.render().length() < 2000, problem.render());
      }
    }
  }

  @Test
  void no_more_problems_are_told_than_anybody_reads() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("k%d: 1\n".formatted(i));
    }
    ConfigReader.Reading reading = ConfigReader.check("f", text.toString(), Map.of(), 2);
    assertEquals(Problems.MOST + 1, reading.problems().size());
    assertTrue(reading.problems().getLast().message().contains("more problems"));
  }

  private static Problem only(String text) {
    ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of(), 2);
    assertFalse(reading.settings().isPresent());
    assertEquals(1, reading.problems().size());
    return reading.problems().getFirst();
  }

  private static void assertOne(String text, String message) {
    ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of(), 2);
    assertFalse(reading.settings().isPresent());
    assertEquals(List.of(message), reading.problems().stream().map(Problem::message).toList());
  }
}
