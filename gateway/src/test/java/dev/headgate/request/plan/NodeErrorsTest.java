package dev.headgate.request.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3      | execution reverted: TRANSFER_FAILED                     | EXECUTION
          -32000 | execution reverted                                      | EXECUTION
          -32000 | intrinsic gas too low                                   | EXECUTION
          -32000 | already known                                           | TRANSACTION_KNOWN
          1000   | anything                                                | TRANSACTION_KNOWN
          -32003 | transaction already imported                            | TRANSACTION_KNOWN
          -32000 | nonce too low: next nonce 7, tx nonce 6                 | NONCE_TOO_LOW
          -32003 | nonce too low                                           | NONCE_TOO_LOW
          -38010 | whatever                                                | NONCE_TOO_LOW
          -32000 | nonce too high                                          | TRANSACTION_REFUSED
          -32000 | replacement transaction underpriced                     | TRANSACTION_REFUSED
          -32000 | insufficient funds for gas * price + value              | TRANSACTION_REFUSED
          -32000 | tx fee (1.10 ether) exceeds the configured cap          | TRANSACTION_REFUSED
          4444   | pruned history unavailable                              | MISSING_STATE
          -32000 | missing trie node 4f21 (path )                          | MISSING_STATE
          -32000 | historical state 0xab is not available                  | MISSING_STATE
          -32000 | required historical state unavailable (reexec=128)      | MISSING_STATE
          -32000 | old data not available due to pruning                   | MISSING_STATE
          -32000 | header not found                                        | BEHIND
          -32001 | block not found: 0x1312d00                              | BEHIND
          -32602 | request beyond head block: requested 9, head 8          | BEHIND
          -32000 | cannot query unfinalized data                           | BEHIND
          -32000 | block is out of range                                   | BEHIND
          -32602 | BlockOutOfRangeError: block height is 4 but requested was 7 | BEHIND
          -32000 | requested from block 9 after last accepted block 8      | BEHIND
          -32601 | the method trace_block does not exist/is not available  | METHOD_MISSING
          -32601 | Method not found                                        | METHOD_MISSING
          -32602 | invalid argument 0: hex string has length 1             | CALLER
          -32600 | invalid request                                         | CALLER
          -32000 | filter not found                                        | CALLER
          -32003 | response too large                                      | TOO_BIG
          -32000 | query returned more than 10000 results                  | TOO_BIG
          -32005 | limit exceeded                                          | OVERLOADED
          -32000 | txpool is full                                          | OVERLOADED
          429    | Too Many Requests                                       | OVERLOADED
          -32002 | request timed out                                       | TIMED_OUT
          -32000 | execution aborted (timeout = 5s)                        | TIMED_OUT
          -32000 | sequencer temporarily not available                     | SEQUENCER
          -32603 | oops                                                    | NODE_FAULT
          -32000 | method handler crashed                                  | NODE_FAULT
          -32000 | something nobody has seen                               | OTHER
          0      | ''                                                      | OTHER
          """)
  void nodes_words_mean(int code, String message, ErrorKind kind) {
    assertEquals(kind, NodeErrors.classify(code, message));
  }

  @Test
  void giving_up_on_a_dear_call_tells_nothing_against_the_node() {
    assertFalse(ErrorKind.TIMED_OUT.failure(true));
    assertTrue(ErrorKind.TIMED_OUT.failure(false));
    assertTrue(ErrorKind.TIMED_OUT.elsewhere(), "but another may be faster");
    assertTrue(ErrorKind.NODE_FAULT.failure(true), "what broke is broken");
    assertTrue(ErrorKind.OVERLOADED.failure(true));
  }

  @Test
  void case_does_not_matter() {
    assertEquals(ErrorKind.BEHIND, NodeErrors.classify(-32000, "Header Not Found"));
  }
}
