package dev.headgate.request.decode;

import dev.headgate.request.decode.BlockRef.Tag;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Where each method has its block, and the reading of it. Only calls at nodes that differ in their
/// heads need it, so it is no part of reading a call.
///
/// Sources: ethereum/execution-apis, EIP-1898 (a block as an object), and the reference pages of
/// geth, Erigon, Nethermind, reth and Nitro for their own methods. A method that is not here asks
/// for no block.
public final class BlockPlaces {
  private sealed interface Place {

    /// The call is about the head by its nature.
    record Always() implements Place {}

    /// A tag, a number, a hash or an object of EIP-1898, so many params before it.
    record Param(int index) implements Place {}

    /// A filter's `fromBlock`, `toBlock` and `blockHash`, in the first param.
    record Filter() implements Place {}

    /// The hash of a block, in the first param.
    record ByBlockHash() implements Place {}

    /// The hash of a transaction, in the first param.
    record ByTransactionHash() implements Place {}
  }

  private static final BlockRef LATEST = new BlockRef.Head(Tag.LATEST);
  private static final Map<String, Place> PLACES = places();
  private static final int HASH_LENGTH = 66;
  private static final int MOST_DIGITS = 18;

  private BlockPlaces() {}

  private static Map<String, Place> places() {
    Map<String, Place> places = new HashMap<>();
    put(
        places,
        new Place.Always(),
        """
        eth_blockNumber erigon_blockNumber eth_gasPrice eth_maxPriorityFeePerGas eth_blobBaseFee
        eth_baseFee eth_suggestPriceOptions
        """);
    put(
        places,
        new Place.Param(0),
        """
        eth_getBlockByNumber eth_getHeaderByNumber eth_getBlockReceipts
        eth_getTransactionReceiptsByBlock eth_getBlockTransactionCountByNumber
        eth_getUncleCountByBlockNumber eth_getUncleByBlockNumberAndIndex
        eth_getTransactionByBlockNumberAndIndex eth_getRawTransactionByBlockNumberAndIndex
        eth_getBlockAccessListByBlockNumber eth_getBlockAccessList
        erigon_getHeaderByNumber erigon_getBalanceChangesInBlock parity_getBlockReceipts
        ots_getBlockDetails ots_getBlockTransactions
        debug_traceBlockByNumber debug_getRawBlock debug_getRawHeader debug_getRawReceipts
        debug_getRawTransactions trace_block trace_replayBlockTransactions arbtrace_block
        arbtrace_replayBlockTransactions bor_getAuthor bor_getSigners bor_getSnapshot
        """);
    put(
        places,
        new Place.Param(1),
        """
        eth_call eth_estimateGas eth_createAccessList eth_simulateV1 eth_callMany eth_callDetailed
        eth_getBalance eth_getCode eth_getTransactionCount eth_getAccount eth_getAccountInfo
        eth_getStorageValues eth_feeHistory ots_hasCode debug_traceCall debug_traceCallMany
        trace_callMany arbtrace_callMany
        """);
    put(places, new Place.Param(2), "eth_getStorageAt eth_getProof trace_call arbtrace_call");
    put(
        places,
        new Place.Filter(),
        "eth_getLogs erigon_getLogs erigon_getLatestLogs trace_filter arbtrace_filter");
    put(
        places,
        new Place.ByBlockHash(),
        """
        eth_getBlockByHash eth_getHeaderByHash eth_getBlockTransactionCountByHash
        eth_getUncleCountByBlockHash eth_getUncleByBlockHashAndIndex
        eth_getTransactionByBlockHashAndIndex eth_getRawTransactionByBlockHashAndIndex
        eth_getBlockAccessListByBlockHash erigon_getHeaderByHash erigon_getLogsByHash
        erigon_getBlockReceiptsByBlockHash ots_getBlockDetailsByHash
        """);
    put(
        places,
        new Place.ByTransactionHash(),
        "eth_getTransactionByHash eth_getTransactionReceipt eth_getRawTransactionByHash");
    return Map.copyOf(places);
  }

  private static void put(Map<String, Place> places, Place place, String names) {
    Arrays.stream(names.strip().split("\\s+", -1)).forEach(name -> places.put(name, place));
  }

  /// Which block the call asks about.
  ///
  /// @param body the request that the call was read from, its reader index as it was then
  public static BlockRef of(ByteBuf body, Call call) {
    return switch (PLACES.get(call.method().name())) {
      case null -> new BlockRef.None();
      case Place.Always() -> LATEST;
      case Place.Param(int index) -> param(body, call, index);
      case Place.Filter() -> filter(body, call);
      case Place.ByBlockHash() -> new BlockRef.BlockHash();
      case Place.ByTransactionHash() ->
          Params.firstString(body, call)
              .filter(hash -> hash.length() == HASH_LENGTH)
              .<BlockRef>map(hash -> new BlockRef.Transaction(hash.toLowerCase(Locale.ROOT)))
              .orElseGet(BlockRef.None::new);
    };
  }

  /// Whether a call of the method is about the one block that it names, and not about a range.
  public static boolean isOfOneBlock(Method method) {
    return PLACES.get(method.name()) instanceof Place.Param;
  }

  private static BlockRef param(ByteBuf body, Call call, int index) {
    Optional<JsonSpan> value = Params.element(body, call, index);
    return value.isEmpty() ? LATEST : block(value.get());
  }

  private static BlockRef block(JsonSpan value) {
    return switch (value.first()) {
      case '"' -> named(value.text());
      case '{' -> object(value);
      case 'n' -> LATEST;
      default -> number(value.text());
    };
  }

  /// EIP-1898, and the context of `eth_callMany`, which has the block in the same keys.
  private static BlockRef object(JsonSpan value) {
    if (value.member("blockHash").isPresent()) {
      return new BlockRef.BlockHash();
    }
    return value.member("blockNumber").map(BlockPlaces::block).orElse(LATEST);
  }

  private static BlockRef filter(ByteBuf body, Call call) {
    Optional<JsonSpan> value = Params.element(body, call, 0).filter(v -> v.first() == '{');
    if (value.isEmpty()) {
      return LATEST;
    }
    if (value.get().member("blockHash").filter(v -> v.first() != 'n').isPresent()) {
      return new BlockRef.BlockHash();
    }
    BlockRef from = end(value.get(), "fromBlock");
    BlockRef to = end(value.get(), "toBlock");
    // The later end decides which nodes can answer.
    return from instanceof BlockRef.ByNumber(long low) && to instanceof BlockRef.ByNumber(long high)
        ? new BlockRef.ByNumber(Math.max(low, high))
        : to instanceof BlockRef.None ? to : LATEST;
  }

  private static BlockRef end(JsonSpan filter, String key) {
    return filter.member(key).map(BlockPlaces::block).orElse(LATEST);
  }

  private static BlockRef named(String text) {
    return switch (text) {
      case "latest", "" -> LATEST;
      case "pending" -> new BlockRef.Head(Tag.PENDING);
      case "safe" -> new BlockRef.Head(Tag.SAFE);
      case "finalized" -> new BlockRef.Head(Tag.FINALIZED);
      case "earliest" -> new BlockRef.ByNumber(0);
      default -> text.length() == HASH_LENGTH ? new BlockRef.BlockHash() : number(text);
    };
  }

  private static BlockRef number(String text) {
    boolean hex = text.startsWith("0x") || text.startsWith("0X");
    String digits = hex ? text.substring(2) : text;
    try {
      return digits.isEmpty() || digits.length() > MOST_DIGITS
          ? new BlockRef.None()
          : new BlockRef.ByNumber(Math.max(0, Long.parseLong(digits, hex ? 16 : 10)));
    } catch (NumberFormatException _) {
      return new BlockRef.None();
    }
  }
}
