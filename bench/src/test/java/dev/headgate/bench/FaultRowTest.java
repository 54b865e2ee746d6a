package dev.headgate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultRowTest {
  @Test
  void rows_make_a_table_in_markdown() {
    FaultRow row = new FaultRow("kill", 2800, 1, 5.4, 36.5, 2, 0, 1.014, 0, 3, List.of("why"));
    List<String> lines = FaultRow.table(List.of(row)).lines().toList();
    assertEquals(3, lines.size());
    assertEquals("| kill | 2800 | 1 | 5 | 37 | 2 | 0 | 1.01 | 0 | 3 |", lines.get(2));
    assertEquals(columns(lines.get(0)), columns(lines.get(1)));
    assertEquals(columns(lines.get(0)), columns(lines.get(2)));
  }

  private static long columns(String line) {
    return line.chars().filter(c -> c == '|').count();
  }
}
