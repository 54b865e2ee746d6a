package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients choose methods' names and, through contracts, the words of reverts.
class HostileWordsTest {

  /// Anyone can write a contract that says this, and open the breaker of every node with it.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate limit",
        "too many requests",
        "request timed out",
        "context canceled",
        "internal error",
        "header not found",
        "missing trie node",
        "already known",
        "nonce too low"
      })
  void what_a_contract_says_in_its_revert_is_never_the_node_s_own_word(String words) {
    for (String revert :
        new String[] {
          "execution reverted: " + words,
          "VM Exception while processing transaction: revert " + words
        }) {
      ErrorKind kind = NodeErrors.classify(3, revert);
      assertEquals(ErrorKind.EXECUTION, kind, revert);
      assertFalse(kind.failure(false) || kind.elsewhere(), revert);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -32000 | reverted                                          | EXECUTION
          -32000 | block range extends beyond current head block     | BEHIND
          -32000 | transaction type not supported                    | TRANSACTION_REFUSED
          -32000 | publishing transactions not supported by this endpoint | SEQUENCER
          -32000 | notifications not supported                       | METHOD_MISSING
          -32000 | tx fee (1.10 ether) exceeds the configured cap    | TRANSACTION_REFUSED
          -32602 | query exceeds max results 20000                   | TOO_BIG
          -32000 | state at block #7 is pruned                       | MISSING_STATE
          -32000 | historical state 0xab is not available            | MISSING_STATE
          """)
  void what_is_more_particular_is_asked_first(int code, String message, ErrorKind kind) {
    assertEquals(kind, NodeErrors.classify(code, message));
  }

  /// Backtracking over every star would compare some 10^12 times here.
  @Test
  void a_hostile_name_costs_no_more_than_pattern_times_name() {
    String pattern = "*a".repeat(20) + "*b";
    String name = "a".repeat(256);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30), () -> assertFalse(MethodRules.matches(pattern, name)));
    assertTrue(MethodRules.matches(pattern, name + "b"));
  }

  @Test
  void a_pattern_matches_what_the_same_regular_expression_does() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = word(random, "ab*", 7);
      String text = word(random, "ab", 9);
      String expression =
          pattern
              .chars()
              .mapToObj(c -> c == '*' ? ".*" : String.valueOf((char) c))
              .collect(Collectors.joining());
      assertEquals(
          Pattern.matches(expression, text),
          MethodRules.matches(pattern, text),
          () -> pattern + " and " + text);
    }
  }

  private static String word(Random random, String letters, int most) {
    return random
        .ints(random.nextInt(most), 0, letters.length())
        .mapToObj(at -> letters.substring(at, at + 1))
        .collect(Collectors.joining());
  }
}
