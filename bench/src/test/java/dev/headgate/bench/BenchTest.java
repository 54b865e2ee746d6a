package dev.headgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchTest {
  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "compare --help", "load -h", "short --help"})
  void who_asks_for_help_is_told_all_commands_and_nothing_else(String asked) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = Bench.run(List.of(asked.split(" ")), new PrintStream(out), new PrintStream(err));
    assertEquals(0, code);
    assertTrue(out.toString().contains("bench compare [--short]"), out::toString);
    assertEquals("", err.toString());
  }
}
