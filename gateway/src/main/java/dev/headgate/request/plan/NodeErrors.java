package dev.headgate.request.plan;

import java.util.List;
import java.util.Locale;

/// What a node's own error means: the first row that matches, by message before code. The rows were
/// gathered from the sources of geth, Erigon, reth, Nitro, AvalancheGo and anvil and from the
/// tables of other gateways.
public final class NodeErrors {
  private static final int NO_CODE = Integer.MIN_VALUE;

  private record Row(ErrorKind kind, int code, List<String> texts) {
    boolean says(String message) {
      return texts.stream().anyMatch(message::contains);
    }
  }

  /// Order matters: what is more particular stands first. A revert before all else, because its
  /// words are the contract's own, whoever wrote that: "execution reverted: rate limit" must open
  /// no breaker. `tx fee` before `exceeds`, reth's "beyond head" before -32602.
  private static final List<Row> ROWS =
      List.of(
          row(ErrorKind.EXECUTION, 3, "execution reverted", "vm exception"),
          row(
              ErrorKind.MISSING_STATE,
              4444,
              "pruned history unavailable",
              "missing trie node",
              "historical state",
              "required historical state unavailable",
              "old data not available due to pruning",
              "is pruned",
              "data before txnum=",
              "metadata is not found",
              "no historical rpc is available",
              "distance to target block exceeds maximum proof window"),
          row(
              ErrorKind.BEHIND,
              NO_CODE,
              "header not found",
              "block not found",
              "unknown block",
              "request beyond head block",
              "beyond current head block",
              "cannot query unfinalized data",
              "after last accepted block",
              "could not find block",
              "header for hash not found",
              "block is out of range",
              "blockoutofrangeerror"),
          row(
              ErrorKind.TRANSACTION_KNOWN,
              1000,
              "already known",
              "known transaction",
              "already imported",
              "already in the mempool",
              "already exists"),
          row(ErrorKind.NONCE_TOO_LOW, -38010, "nonce too low"),
          row(
              ErrorKind.TRANSACTION_REFUSED,
              -38011,
              "nonce too high",
              "underpriced",
              "insufficient funds",
              "exceeds block gas limit",
              "invalid sender",
              "transaction type not supported",
              "tx fee",
              "gapped-nonce tx from delegated",
              "in-flight transaction limit reached",
              "address already reserved",
              "max fee per gas less than block base fee"),
          row(
              ErrorKind.TIMED_OUT,
              NO_CODE,
              "request timed out",
              "execution aborted (timeout",
              "context deadline exceeded",
              "context canceled"),
          row(
              ErrorKind.EXECUTION,
              NO_CODE,
              "reverted",
              "out of gas",
              "invalid opcode",
              "intrinsic gas",
              "gas required exceeds allowance"),
          row(
              ErrorKind.SEQUENCER,
              NO_CODE,
              "sequencer temporarily not available",
              "failed to publish transaction to any of the forwarding targets",
              "publishing transactions not supported",
              "express lane"),
          row(
              ErrorKind.OVERLOADED,
              -32005,
              "too many requests",
              "rate limit",
              "txpool is full",
              "connection limit"),
          row(
              ErrorKind.TOO_BIG,
              -32003,
              "response too large",
              "batch too large",
              "exceeds max results",
              "query exceeds",
              "block range",
              "query returned more than"),
          row(
              ErrorKind.METHOD_MISSING,
              -32601,
              "is not available",
              "not supported",
              "not whitelisted",
              "module is disabled"),
          row(ErrorKind.CALLER, -32602, "invalid argument", "filter not found"),
          row(ErrorKind.CALLER, -32600),
          row(ErrorKind.CALLER, -32700),
          row(ErrorKind.TIMED_OUT, -32002),
          row(ErrorKind.NODE_FAULT, -32603, "method handler crashed", "internal error"));

  private NodeErrors() {}

  /// What the error with this code and message (null-free, any case) means.
  public static ErrorKind classify(int code, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return ROWS.stream()
        .filter(row -> row.says(text))
        .findFirst()
        .or(() -> ROWS.stream().filter(row -> row.code == code && code != NO_CODE).findFirst())
        .map(Row::kind)
        .orElse(ErrorKind.OTHER);
  }

  private static Row row(ErrorKind kind, int code, String... texts) {
    return new Row(kind, code, List.of(texts));
  }
}
