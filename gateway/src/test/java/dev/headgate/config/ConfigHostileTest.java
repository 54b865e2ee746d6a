package dev.headgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Files that mean harm, or none at all.
class ConfigHostileTest {
  private static final int MUTATIONS = 1000;

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

  @Test
  void a_mutated_file_is_taken_or_refused_but_never_breaks_the_reader() throws IOException {
    String good = Files.readString(Path.of("../config/headgate.yaml"));
    long seed = Long.getLong("seed", new Random().nextLong());
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String text = mutated(good, random);
      try {
        ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of("A", "b"), 2);
        reading.problems().forEach(Problem::render);
        refused += reading.settings().isEmpty() ? 1 : 0;
        assertEquals(
            reading.settings().isEmpty(),
            reading.problems().stream().anyMatch(Problem::isError),
            "refused if and only if there is an error");
      } catch (RuntimeException | StackOverflowError | AssertionError wrong) {
        throw new AssertionError("-Dseed=" + seed + ", mutation " + i + ":\n" + text, wrong);
      }
    }
    assertTrue(refused > MUTATIONS / 4, "most of them are refused");
  }

  private static String mutated(String good, Random random) {
    StringBuilder text = new StringBuilder(good);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, good.substring(at / 2, Math.min(good.length(), at / 2 + 30)));
        case 2 -> text.setCharAt(at, "{}[]:,&*!|>%@`'\"#-?\t\n\\$~".charAt(random.nextInt(24)));
        case 3 -> text.setCharAt(at, (char) random.nextInt(0x10000));
        default -> text.insert(at, pick(random));
      }
    }
    return text.toString();
  }

  private static String pick(Random random) {
    List<String> pieces =
        List.of(
            "${A}",
            "${",
            "${B:-1}",
            "&a ",
            "*a",
            "!!int ",
            "<<: ",
            "---\n",
            "...\n",
            "%YAML 9.9\n",
            "\uFEFF",
            "\\u0000",
            "99999999999999999999",
            "-1",
            "0x10",
            "null",
            "~",
            "\r",
            "\u2028",
            "? ",
            ": ",
            "\ud800",
            "1e999");
    return pieces.get(random.nextInt(pieces.size()));
  }

  private static void assertOne(String text, String message) {
    ConfigReader.Reading reading = ConfigReader.check("f", text, Map.of(), 2);
    assertFalse(reading.settings().isPresent());
    assertEquals(List.of(message), reading.problems().stream().map(Problem::message).toList());
  }
}
