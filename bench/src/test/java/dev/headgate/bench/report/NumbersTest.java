package dev.headgate.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void numbers_have_the_digits_that_matter() {
    assertEquals("0", Numbers.text(0));
    assertEquals("0.052", Numbers.text(0.052));
    assertEquals("4.1", Numbers.text(4.1));
    assertEquals("61.3", Numbers.text(61.34));
    assertEquals("10,240", Numbers.text(10_240.4));
    assertEquals("–", Numbers.text(Double.NaN));
  }

  @Test
  void ticks_are_short() {
    assertEquals("1,000", Numbers.tick(1_000));
    assertEquals("10k", Numbers.tick(10_000));
    assertEquals("5M", Numbers.tick(5_000_000));
  }
}
