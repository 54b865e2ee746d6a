package dev.headgate.survey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How little must be asked to know how far back, and how many.
class SearchTest {
  private static final long HEAD = 21_000_000;
  private static final int FEW = 12;

  private record Searched(NodeFacts.Reach reach, int questions) {}

  private static Searched search(long head, long deepest) {
    Bisection search = Bisection.below(head);
    int questions = 0;
    for (OptionalLong depth = search.ask(); depth.isPresent(); depth = search.ask()) {
      questions++;
      assertTrue(questions < 100, "it never ends");
      search = search.learn(depth.getAsLong(), depth.getAsLong() <= deepest);
    }
    return new Searched(search.found(), questions);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 64, 127, 128, 1000, 10_064, 90_000, 1_000_000, 20_000_000})
  void a_window_is_found_within_a_tenth_by_few_questions(long deepest) {
    Searched found = search(HEAD, deepest);
    assertTrue(found.reach().blocks() <= deepest, "never more than there is");
    assertTrue(found.reach().blocks() >= deepest - Math.max(deepest / 10, 8), found.toString());
    assertTrue(found.questions() <= FEW, found.toString());
  }

  @Test
  void an_archive_takes_one_question() {
    assertEquals(1, search(HEAD, HEAD).questions());
    assertEquals("all", search(HEAD, HEAD).reach().words());
  }

  @Test
  void a_node_without_any_state_takes_two() {
    assertEquals(new Searched(new NodeFacts.Reach(-1, false), 2), search(HEAD, -1));
    assertEquals("none", search(HEAD, -1).reach().words());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 5})
  void a_young_chain_has_all_of_it(long head) {
    assertTrue(search(head, head).reach().whole());
  }

  private static NodeFacts.Batch batch(int configured, IntPredicate taken) {
    BatchSearch search = BatchSearch.upTo(configured);
    int questions = 0;
    for (OptionalInt size = search.ask(); size.isPresent(); size = search.ask()) {
      assertTrue(++questions <= FEW, "too many questions");
      search = search.learn(size.getAsInt(), taken.test(size.getAsInt()));
    }
    return search.found();
  }

  @ParameterizedTest
  @CsvSource({"100, 50", "100, 10", "100, 1", "200, 100", "1000, 100", "100, 99", "50, 20"})
  void the_largest_batch_is_found(int configured, int limit) {
    NodeFacts.Batch found = batch(configured, size -> size <= limit);
    assertTrue(found.most() <= limit && found.most() >= limit * 9 / 10, found.toString());
    assertTrue(found.refused().isPresent());
  }

  @Test
  void a_node_that_takes_what_is_configured_is_asked_no_more() {
    assertEquals(new NodeFacts.Batch(100, OptionalLong.empty()), batch(100, _ -> true));
    assertEquals(new NodeFacts.Batch(1000, OptionalLong.empty()), batch(100_000, _ -> true));
  }

  @Test
  void a_node_that_takes_no_batch_says_so() {
    assertEquals(new NodeFacts.Batch(0, OptionalLong.of(1)), batch(100, _ -> false));
  }
}
