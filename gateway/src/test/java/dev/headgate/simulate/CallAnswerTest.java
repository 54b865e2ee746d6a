package dev.headgate.simulate;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CallAnswerTest {
  private static final String WORD = "\"" + CallAnswer.word(1, "0xAB", "0x01", 77) + "\"";

  @Test
  void an_answer_is_of_its_call_on_any_block_and_however_the_receiver_is_spelled() {
    assertTrue(CallAnswer.isOf(1, "0xab", "0x01", WORD));
  }

  @Test
  void and_of_no_other() {
    assertFalse(CallAnswer.isOf(1, "0xab", "0x02", WORD));
    assertFalse(CallAnswer.isOf(1, "0xac", "0x01", WORD));
    assertFalse(CallAnswer.isOf(2, "0xab", "0x01", WORD));
    assertFalse(CallAnswer.isOf(1, "0xab", "0x01", "\"0x1\""));
    assertFalse(CallAnswer.isOf(1, "0xab", "0x01", ""));
  }
}
