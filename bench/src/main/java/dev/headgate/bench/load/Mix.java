package dev.headgate.bench.load;

import java.util.List;

/// Which methods are called, and how often each.
///
/// @param methods at least one
public record Mix(List<Method> methods) {
  /// Where a call's tag stands in `params`: thirteen digits, so that no two calls are alike.
  public static final String TAG = "{tag}";

  public Mix {
    methods = List.copyOf(methods);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("a mix of no methods");
    }
  }

  /// One method of a mix.
  ///
  /// @param params JSON; [#TAG] in it is replaced
  /// @param weight how often it is called, beside the others' weights; above 0
  public record Method(String name, String params, int weight) {
    public Method {
      if (weight < 1) {
        throw new IllegalArgumentException("the weight of " + name + " must be above 0");
      }
    }
  }

  /// `eth_blockNumber` alone: what every proxy is compared by.
  public static final Mix BLOCK_NUMBER = of("eth_blockNumber", "[]");

  private static final String ADDRESS = "0x" + "0".repeat(27) + TAG;
  private static final String CALL = "[{\"to\":\"" + ADDRESS + "\",\"data\":\"0x01\"},\"latest\"]";

  /// The three reads that `bench faults` asks.
  public static final Mix READS =
      new Mix(
          List.of(
              new Method("eth_blockNumber", "[]", 1),
              new Method("eth_getBalance", "[\"" + ADDRESS + "\",\"latest\"]", 1),
              new Method("eth_call", CALL, 1)));

  /// What a searcher's programs ask: mostly small reads, some blocks, and logs of 100 B to 5 MB.
  /// The sizes are those that [dev.headgate.bench.node.FixedNode] answers with on demand; other
  /// nodes answer with what they have.
  public static final Mix SEARCHER =
      new Mix(
          List.of(
              new Method("eth_blockNumber", "[]", 350),
              new Method("eth_call", CALL, 300),
              new Method("eth_getBalance", "[\"" + ADDRESS + "\",\"latest\"]", 150),
              new Method("eth_getTransactionReceipt", "[\"0x" + "0".repeat(51) + TAG + "\"]", 90),
              new Method("eth_getBlockByNumber", "[\"latest\",false]", 60),
              logs(100, 30),
              logs(10_000, 12),
              logs(100_000, 6),
              logs(1_000_000, 1),
              logs(5_000_000, 1)));

  /// One method alone.
  public static Mix of(String method, String params) {
    return new Mix(List.of(new Method(method, params, 1)));
  }

  /// Logs alone, answered by the fixed node with so many bytes.
  public static Mix logs(int bytes) {
    return new Mix(List.of(logs(bytes, 1)));
  }

  private static Method logs(int bytes, int weight) {
    return new Method(
        "eth_getLogs",
        "[{\"fromBlock\":\"0x1400000\",\"toBlock\":\"0x1400010\",\"bytes\":" + bytes + "}]",
        weight);
  }
}
