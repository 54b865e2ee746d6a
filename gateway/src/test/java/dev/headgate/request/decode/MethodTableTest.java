package dev.headgate.request.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodTableTest {

  @Test
  void every_known_method_is_found_and_is_one_object() {
    assertTrue(MethodTable.known().size() > 200, "only " + MethodTable.known().size());
    for (Method method : MethodTable.known()) {
      assertSame(method, MethodTable.named(method.name()));
      assertEquals(method.name(), method.label());
      assertTrue(method.name().matches("[a-z0-9]+_[a-zA-Z0-9_]+"), method.name());
    }
  }

  @Test
  void a_name_is_matched_to_the_letter() {
    for (Method method : MethodTable.known()) {
      assertFalse(MethodTable.named(method.name() + "x").known());
      assertFalse(MethodTable.named(method.name().toUpperCase(Locale.ROOT)).known());
      assertFalse(MethodTable.named(" " + method.name()).known());
    }
    assertFalse(MethodTable.named("").known());
  }

  @ParameterizedTest
  @CsvSource({
    "eth_call, READ, true",
    "eth_blockNumber, READ, true",
    "eth_chainId, READ, true",
    "eth_getTransactionReceipt, READ, true",
    "eth_feeHistory, READ, true",
    "net_version, READ, true",
    "eth_getLogs, READ, false",
    "eth_getProof, READ, false",
    "eth_simulateV1, READ, false",
    "eth_callMany, READ, false",
    "eth_createAccessList, READ, false",
    "eth_getBlockReceipts, READ, false",
    "txpool_content, READ, false",
    "debug_traceTransaction, LONG_READ, false",
    "trace_block, LONG_READ, false",
    "eth_sendRawTransaction, RAW_TRANSACTION, false",
    "eth_sendRawTransactionConditional, RAW_TRANSACTION, false",
    "eth_sendRawTransactionSync, LONG_RAW_TRANSACTION, false",
    "eth_sendTransaction, UNREPEATABLE_TRANSACTION, false",
    "eth_newFilter, UNREPEATABLE, false",
    "eth_getFilterChanges, UNREPEATABLE, false",
    "eth_getFilterLogs, UNREPEATABLE, false",
    "eth_uninstallFilter, UNREPEATABLE, false",
    "eth_subscribe, UNREPEATABLE, false",
    "eth_sendBundle, UNREPEATABLE_TRANSACTION, false",
    "eth_callBundle, UNREPEATABLE_TRANSACTION, false",
    "eth_sendPrivateTransaction, UNREPEATABLE_TRANSACTION, false",
  })
  void a_known_method_has_its_class(String name, MethodClass methodClass, boolean cheap) {
    assertEquals(new Method(name, methodClass, true, cheap), MethodTable.named(name));
  }

  @Test
  void only_reads_are_hedged_and_nothing_that_sends_is_a_read() {
    for (Method method : MethodTable.known()) {
      assertTrue(!method.cheap() || method.methodClass() == MethodClass.READ, method.name());
      boolean sends = method.name().matches(".*_(send|sign|submit|new|cancel|set|uninstall).*");
      boolean raw = method.methodClass().rawTransaction();
      assertTrue(!sends || raw || !method.methodClass().repeatable(), method.name());
    }
  }

  /// Also where only a simulation is asked for: the order is told all the same.
  @Test
  void whatever_carries_an_order_keeps_to_one_kind_of_mempool() {
    for (Method method : MethodTable.known()) {
      boolean carries =
          method
              .name()
              .matches(
                  "(eth|mev|wallet|pm)_(send|resend|call|sim|estimate|prepare|sponsor|cancel)"
                      + ".*(Transaction|Bundle|Operation|OperationGas|Calls).*");
      assertTrue(!carries || method.methodClass().keepsMempool(), method.name());
      assertTrue(!method.methodClass().keepsMempool() || !method.cheap(), method.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "eth_blockNumber, false",
    "eth_getBalance, false",
    "eth_sendRawTransaction, false",
    "eth_call, true",
    "eth_estimateGas, true",
    "eth_getLogs, true",
    "debug_traceTransaction, true",
    "eth_sendRawTransactionSync, true",
    "my_own, true",
  })
  void who_decides_how_much_work_it_is(String name, boolean caller) {
    assertEquals(caller, MethodTable.named(name).pricedByCaller());
  }

  @ParameterizedTest
  @ValueSource(strings = {"debug_traceNew", "trace_new", "debug_getRawNew"})
  void an_unknown_trace_is_a_long_read(String name) {
    Method method = MethodTable.named(name);
    assertEquals(MethodClass.LONG_READ, method.methodClass());
    assertEquals("other", method.label());
  }

  @ParameterizedTest
  @ValueSource(strings = {"eth_unheardOf", "debug_setHead", "é", "arbtrace", "xdebug_trace"})
  void any_other_unknown_method_is_sent_once(String name) {
    assertEquals(
        new Method(name, MethodClass.UNREPEATABLE_TRANSACTION, false, false),
        MethodTable.named(name));
  }
}
