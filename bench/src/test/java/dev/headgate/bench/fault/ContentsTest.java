package dev.headgate.bench.fault;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.headgate.simulate.CallAnswer;
import dev.headgate.simulate.check.ClientCall;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static final Contents CONTENTS = new Contents(1, nanos -> 100);

  @Test
  void a_call_has_its_own_digest() {
    assertTrue(CONTENTS.test(call("eth_call", "1000000000001"), answer("1000000000001", 1)));
    assertFalse(CONTENTS.test(call("eth_call", "1000000000002"), answer("1000000000001", 1)));
  }

  @Test
  void and_that_of_its_own_chain() {
    assertFalse(CONTENTS.test(call("eth_call", "1000000000001"), answer("1000000000001", 2)));
  }

  @Test
  void a_head_exists() {
    assertTrue(CONTENTS.test(call("eth_blockNumber", "1"), "\"0x64\""));
    assertFalse(CONTENTS.test(call("eth_blockNumber", "1"), "\"0x65\""));
    assertFalse(CONTENTS.test(call("eth_blockNumber", "1"), "null"));
  }

  @Test
  void a_transaction_is_answered_with_a_hash() {
    assertTrue(CONTENTS.test(call("eth_sendTransaction", "1"), "\"0x" + "a".repeat(64) + "\""));
    assertFalse(CONTENTS.test(call("eth_sendTransaction", "1"), "\"0x64\""));
  }

  private static ClientCall call(String method, String tag) {
    return ClientCall.answered("c", tag, method, 0, 1, "");
  }

  private static String answer(String tag, long chainId) {
    return "\"" + CallAnswer.word(chainId, Contents.RECEIVER + tag, Contents.DATA, 7) + "\"";
  }
}
