package dev.headgate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
  @Test
  void a_linear_axis_ends_round_and_holds_the_greatest() {
    Axis axis = Axis.linear(83, 0, 100);
    assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), axis.ticks());
    assertEquals(83, axis.at(83), 1e-9);
  }

  @Test
  void a_log_axis_spans_whole_decades() {
    Axis axis = Axis.log(3, 450, 0, 300);
    assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), axis.ticks());
    assertEquals(100, axis.at(10), 1e-9);
    assertEquals(0, axis.at(0.1), 1e-9);
  }

  @Test
  void one_value_alone_has_an_axis_too() {
    assertTrue(Axis.log(10, 10, 0, 1).high() > 10);
    assertTrue(Axis.linear(0, 0, 1).high() > 0);
    assertTrue(Axis.exact(0, 0, 0, 1).high() > 0);
  }
}
