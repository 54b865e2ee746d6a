package dev.headgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "compare --help", "load -h", "short --help"})
  void who_asks_for_help_is_told_all_commands_and_nothing_else(String asked) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Bench.run(Arrays.asList(asked.split(" ", -1)), printer(out), printer(err));
    assertEquals(0, code);
    String said = out.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("bench compare [--short]"), said);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream printer(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
