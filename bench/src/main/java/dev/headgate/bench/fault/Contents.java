package dev.headgate.bench.fault;

import dev.headgate.bench.load.Mix;
import dev.headgate.chain.TransactionHash;
import dev.headgate.simulate.CallAnswer;
import dev.headgate.simulate.check.ClientCall;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;

/// Whether a result is one that a simulated node would give to the call: an `eth_call`'s digest, a
/// head that exists, a transaction's hash. Pure.
///
/// @param truth the chain's head at a moment, in steady nanoseconds
public record Contents(long chainId, LongUnaryOperator truth)
    implements BiPredicate<ClientCall, String> {
  /// Heads, and calls whose answers say which call they are of.
  public static final Mix READS;

  /// The same, and in ten calls one raw transaction, which may be repeated, and one that must not.
  public static final Mix WITH_WRITES;

  /// Where calls go, but for their tag.
  public static final String RECEIVER = "0x" + "0".repeat(27);

  /// The method that must reach one node once, and may fail with it.
  public static final String ONCE = "eth_sendTransaction";

  /// What every raw transaction begins with, before its tag: a type that no chain uses.
  public static final String RAW = "0x7e0";

  /// The data of every `eth_call`.
  public static final String DATA = "0x01";

  static {
    String call = "[{\"to\":\"" + RECEIVER + Mix.TAG + "\",\"data\":\"" + DATA + "\"},\"latest\"]";
    READS =
        new Mix(
            List.of(
                new Mix.Method("eth_blockNumber", "[]", 1), new Mix.Method("eth_call", call, 2)));
    WITH_WRITES =
        new Mix(
            List.of(
                new Mix.Method("eth_blockNumber", "[]", 4),
                new Mix.Method("eth_call", call, 4),
                new Mix.Method("eth_sendRawTransaction", "[\"" + RAW + Mix.TAG + "\"]", 1),
                new Mix.Method(
                    "eth_sendTransaction",
                    "[{\"from\":\"0x%040x\",\"data\":\"0x0%s\"}]".formatted(1, Mix.TAG),
                    1)));
  }

  @Override
  public boolean test(ClientCall call, String json) {
    return switch (call.method()) {
      case "eth_call" -> CallAnswer.isOf(chainId, RECEIVER + call.tag(), DATA, json);
      case "eth_blockNumber" ->
          json.matches("\"0x[0-9a-f]{1,15}\"")
              && Long.parseLong(json, 3, json.length() - 1, 16)
                  <= truth.applyAsLong(call.endedAt());
      case "eth_sendRawTransaction" -> json.equals("\"" + hash(RAW + call.tag()) + "\"");
      case "eth_sendTransaction" -> json.matches("\"0x[0-9a-f]{64}\"");
      default -> true;
    };
  }

  private static String hash(String raw) {
    return TransactionHash.of(HexFormat.of().parseHex(raw, 2, raw.length()));
  }
}
