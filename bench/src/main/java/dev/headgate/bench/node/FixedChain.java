package dev.headgate.bench.node;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;

/// A chain that is a function of the wall clock, so that nodes in several processes agree on it: a
/// block every two seconds. Of one event loop.
final class FixedChain {
  static final int BLOCK_SECONDS = 2;
  private static final long FIRST = 0x1400000;
  private static final long EPOCH = 1_700_000_000L;

  private final long chainId;
  private long head;
  private byte[] headText = {};

  FixedChain(long chainId, Instant now) {
    this.chainId = chainId;
    advance(now);
  }

  void advance(Instant now) {
    long next = FIRST + (now.getEpochSecond() - EPOCH) / BLOCK_SECONDS;
    if (next != head) {
      head = next;
      headText = quoted(head).getBytes(US_ASCII);
    }
  }

  /// The head as `eth_blockNumber` says it, quotes and all.
  byte[] headText() {
    return headText;
  }

  /// The result of any other method, as JSON.
  ///
  /// @param path the chain id that the path asks for, 0 for the node's own
  /// @param body the call, of which only `params` of `eth_getBlockByNumber` are looked at
  String result(String method, long path, String body) {
    return switch (method) {
      case "eth_chainId" -> quoted(idFor(path));
      case "net_version" -> "\"" + idFor(path) + "\"";
      case "eth_syncing" -> "false";
      case "web3_clientVersion" -> "\"fixed/1\"";
      case "eth_getBlockByNumber" -> block(wanted(body));
      case "eth_getLogs" -> "[]";
      default -> "\"0x1\"";
    };
  }

  private long idFor(long path) {
    return path == 0 ? chainId : path;
  }

  private long wanted(String body) {
    int params = body.indexOf("\"params\":[\"0x");
    if (params < 0) {
      return head;
    }
    int from = params + "\"params\":[\"0x".length();
    return Long.parseLong(body, from, body.indexOf('"', from), 16);
  }

  private String block(long number) {
    return number > head
        ? "null"
        : """
        {"number":%s,"hash":"%s","parentHash":"%s","timestamp":%s,"transactions":[],"uncles":[],"gasLimit":"0x1c9c380","gasUsed":"0x0","size":"0x220"}\
        """
            .formatted(quoted(number), hash(number), hash(number - 1), quoted(time(number)));
  }

  private static long time(long number) {
    return EPOCH + Math.max(0, number - FIRST) * BLOCK_SECONDS;
  }

  private static String hash(long number) {
    return "0x%064x".formatted(number + 1);
  }

  private static String quoted(long number) {
    return "\"0x" + Long.toHexString(number) + "\"";
  }
}
