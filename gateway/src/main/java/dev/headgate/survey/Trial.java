package dev.headgate.survey;

import java.util.List;

/// A call that shows whether a node knows a method. Cheap, changes nothing, and as a rule comes to
/// nothing.
///
/// @param params a JSON array
record Trial(String method, String params) {
  private static final String NOBODY = "\"0x" + "0".repeat(40) + "\"";
  private static final String NO_HASH = "[\"0x" + "0".repeat(64) + "\"]";
  private static final String CALL = "[{\"to\":" + NOBODY + ",\"data\":\"0x\"},\"latest\"]";

  /// What wallets, indexers and tracers ask. The raw transaction is none: no node takes it.
  static final List<Trial> ALL =
      List.of(
          new Trial("eth_blockNumber", "[]"),
          new Trial("eth_call", CALL),
          new Trial("eth_estimateGas", CALL),
          new Trial("eth_feeHistory", "[\"0x1\",\"latest\",[]]"),
          new Trial(
              "eth_getLogs",
              "[{\"fromBlock\":\"latest\",\"toBlock\":\"latest\",\"address\":" + NOBODY + "}]"),
          new Trial("eth_getTransactionReceipt", NO_HASH),
          new Trial("eth_getBlockReceipts", "[\"0x0\"]"),
          new Trial("eth_getProof", "[" + NOBODY + ",[],\"latest\"]"),
          new Trial("eth_createAccessList", CALL),
          new Trial("eth_simulateV1", "[{\"blockStateCalls\":[]},\"latest\"]"),
          new Trial("eth_getFilterChanges", "[\"0x0\"]"),
          new Trial("eth_sendRawTransaction", "[\"0x\"]"),
          new Trial("txpool_status", "[]"),
          new Trial("debug_traceTransaction", NO_HASH),
          new Trial("debug_getRawReceipts", "[\"0x0\"]"),
          new Trial("trace_transaction", NO_HASH));

  static String balanceAt(long block) {
    return "[" + NOBODY + "," + at(block) + "]";
  }

  static String proofAt(long block) {
    return "[" + NOBODY + ",[]," + at(block) + "]";
  }

  private static String at(long block) {
    return "\"0x" + Long.toHexString(block) + "\"";
  }
}
