package dev.headgate.simulate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The methods a node knows: a view and a call in, a result out. Pure, but that a submitted
/// transaction goes into the chain's mempool.
final class RpcMethods {
  /// The whole result, or one that comes after a while.
  ///
  /// @param delay how long the method takes: `sim_sleep` alone
  record Result(Body body, Duration delay) {
    static Result of(String json) {
      return new Result(Body.of(json), Duration.ZERO);
    }
  }

  private static final BigInteger WEALTH = BigInteger.TEN.pow(21);
  private static final byte[] LETTERS = "a".repeat(1024).getBytes(StandardCharsets.US_ASCII);
  private static final long MOST_BLOB = 1L << 34;
  private static final long PRIORITY_FEE = 1_000_000;
  private static final long LONGEST_HISTORY = 1_024;

  private RpcMethods() {}

  /// @throws RpcRefusal when the answer is an error
  static Result call(NodeView view, String method, RpcRequest request) {
    return switch (method) {
      case "sim_blob" -> blob(request.number(0, 0));
      case "sim_sleep" -> sleep(request.number(0, 0));
      default -> Result.of(about(view, method, request));
    };
  }

  /// A JSON string of `0x` and as many letters `a` as asked for.
  private static Result blob(long bytes) {
    if (bytes < 0 || bytes > MOST_BLOB) {
      throw RpcRequest.invalid(0, "bytes must be 0 to " + MOST_BLOB);
    }
    Body letters =
        Body.join(List.of(Body.of(LETTERS, bytes / LETTERS.length), rest(bytes % LETTERS.length)));
    return new Result(Body.join(List.of(Body.of("\"0x"), letters, Body.of("\""))), Duration.ZERO);
  }

  private static Body rest(long bytes) {
    return Body.of("a".repeat((int) bytes));
  }

  private static Result sleep(long millis) {
    return new Result(Body.of(Long.toString(millis)), Duration.ofMillis(Math.max(0, millis)));
  }

  private static String about(NodeView view, String method, RpcRequest request) {
    return switch (method) {
      case "web3_clientVersion" -> Json.quoted("Simulated/" + view.node() + "/v1");
      case "net_version" -> Json.quoted(Long.toString(view.truth().chainId()));
      case "net_listening" -> "true";
      case "net_peerCount" -> quantity(25);
      case "eth_chainId" -> quantity(view.truth().chainId());
      case "eth_blockNumber" -> quantity(view.head());
      case "eth_syncing" -> syncing(view);
      case "eth_accounts" -> "[]";
      case "eth_gasPrice" -> quantity(view.truth().baseFee(view.head()) + PRIORITY_FEE);
      case "eth_maxPriorityFeePerGas" -> quantity(PRIORITY_FEE);
      case "eth_feeHistory" -> feeHistory(view, request);
      case "eth_getBlockByNumber", "eth_getBlockByHash" -> block(view, method, request);
      case "eth_getBlockReceipts" -> blockReceipts(view, request);
      case "eth_getTransactionByHash", "eth_getTransactionReceipt" ->
          transaction(view, method, request);
      case "eth_getLogs" -> LogFilter.logs(view, request);
      case "eth_sendRawTransaction" -> Json.quoted(submit(view, request.text(0)));
      case "eth_sendTransaction" -> Json.quoted(sign(view, request));
      default -> state(view, method, request);
    };
  }

  private static String syncing(NodeView view) {
    return view.faults().has(Fault.Syncing.class)
        ? Json.object()
            .quantity("startingBlock", 0)
            .quantity("currentBlock", view.head())
            .quantity("highestBlock", view.head() + 10_000)
            .end()
        : "false";
  }

  private static String feeHistory(NodeView view, RpcRequest request) {
    long count = Math.clamp(request.number(0, 1), 1, LONGEST_HISTORY);
    JsonNode tag = request.param(1);
    long newest = BlockTag.state(view, tag, 1).number();
    long oldest = Math.max(0, newest - count + 1);
    List<String> fees =
        LongStream.rangeClosed(oldest, newest + 1)
            .mapToObj(number -> quantity(view.truth().baseFee(number)))
            .toList();
    List<String> ratios = LongStream.rangeClosed(oldest, newest).mapToObj(_ -> "0.5").toList();
    Json json =
        Json.object()
            .quantity("oldestBlock", oldest)
            .raw("baseFeePerGas", Json.array(fees))
            .raw("gasUsedRatio", Json.array(ratios));
    return rewards(json, request.param(2), ratios.size()).end();
  }

  private static Json rewards(Json json, @Nullable JsonNode percentiles, int blocks) {
    if (percentiles == null || percentiles.isEmpty()) {
      return json;
    }
    List<String> one = new ArrayList<>();
    percentiles.forEach(_ -> one.add(quantity(PRIORITY_FEE)));
    return json.raw(
        "reward", Json.array(LongStream.range(0, blocks).mapToObj(_ -> Json.array(one)).toList()));
  }

  private static String block(NodeView view, String method, RpcRequest request) {
    String which = request.text(0);
    boolean byNumber = method.equals("eth_getBlockByNumber");
    if (byNumber && which.equals("pending")) {
      return Render.block(view, view.any(view.head() + 1), request.flag(1), true);
    }
    return find(view, which, byNumber)
        .map(block -> Render.block(view, block, request.flag(1), false))
        .orElse("null");
  }

  private static Optional<Block> find(NodeView view, String which, boolean byNumber) {
    return byNumber && !Hashes.isHash(which)
        ? view.block(BlockTag.number(view, which, 0))
        : view.block(which.toLowerCase(Locale.ROOT));
  }

  private static String blockReceipts(NodeView view, RpcRequest request) {
    return find(view, request.text(0), true)
        .map(block ->
            Json.array(
                Render.transactions(view, block).stream()
                    .map(placed -> Render.receipt(view, placed))
                    .toList()))
        .orElse("null");
  }

  private static String transaction(NodeView view, String method, RpcRequest request) {
    Optional<Render.Placed> found = placed(view, request.text(0).toLowerCase(Locale.ROOT));
    return method.equals("eth_getTransactionByHash")
        ? found.map(one -> Render.transaction(view, one)).orElse("null")
        : found
            .filter(one -> one.block().isPresent())
            .map(one -> Render.receipt(view, one))
            .orElse("null");
  }

  private static Optional<Render.Placed> placed(NodeView view, String hash) {
    return view.chain()
        .mempool()
        .find(hash)
        .map(one -> new Render.Placed(one.transaction(), view.block(one.block()), one.index()))
        .or(() ->
            view.truth()
                .placeOf(hash, view.fork())
                .filter(place -> place.number() <= view.head())
                .map(place -> filler(view, place)));
  }

  private static Render.Placed filler(NodeView view, Hashes.Place place) {
    return new Render.Placed(
        view.truth().filler(place.number(), view.fork()).get(place.index()),
        view.block(place.number()),
        place.index());
  }

  private static String submit(NodeView view, String hex) {
    if (!hex.matches("0x([0-9a-fA-F]{2})+")) {
      throw RpcRequest.invalid(0, "invalid hex string");
    }
    return view.chain().submit(HexFormat.of().parseHex(hex, 2, hex.length()), view.head());
  }

  /// A node's own account signs: each call is a new transaction, so that a call sent twice pays
  /// twice, as it would in earnest.
  private static String sign(NodeView view, RpcRequest request) {
    String unique = request.params() + "#" + view.chain().submissions();
    byte[] raw = unique.getBytes(StandardCharsets.UTF_8);
    return view.chain().submit(raw, view.head());
  }

  private static String state(NodeView view, String method, RpcRequest request) {
    return switch (method) {
      case "eth_call" -> execute(view, request, 1);
      case "eth_estimateGas" -> estimate(view, request);
      case "eth_getBalance" -> balance(view, request);
      case "eth_getTransactionCount" -> nonce(view, request);
      case "eth_getCode" -> code(view, request);
      case "eth_getStorageAt" -> storage(view, request);
      default ->
          throw new RpcRefusal(
              RpcRefusal.NO_METHOD, "the method " + method + " does not exist/is not available");
    };
  }

  /// One word: its left half a digest of receiver and data, its right half the number of the block
  /// it ran on. So an answer says which call it belongs to and how fresh it is. Data that begins
  /// with `0xfe` (EVM: INVALID) reverts.
  private static String execute(NodeView view, RpcRequest request, int blockAt) {
    Block block = BlockTag.state(view, request.param(blockAt), blockAt);
    String data = data(request);
    if (data.startsWith("0xfe")) {
      throw new RpcRefusal(3, "execution reverted", "0x");
    }
    return Json.quoted(CallAnswer.word(view.truth().chainId(), to(request), data, block.number()));
  }

  private static String estimate(NodeView view, RpcRequest request) {
    if (request.param(1) != null) {
      BlockTag.state(view, request.param(1), 1);
    }
    if (data(request).startsWith("0xfe")) {
      throw new RpcRefusal(3, "execution reverted", "0x");
    }
    return quantity(21_000 + 8L * data(request).length());
  }

  private static String balance(NodeView view, RpcRequest request) {
    String address = request.text(0).toLowerCase(Locale.ROOT);
    long block = BlockTag.state(view, request.param(1), 1).number();
    BigInteger balance = WEALTH.add(view.chain().mempool().received(address, block));
    return "\"0x" + balance.max(BigInteger.ZERO).toString(16) + "\"";
  }

  private static String nonce(NodeView view, RpcRequest request) {
    String address = request.text(0).toLowerCase(Locale.ROOT);
    JsonNode tag = request.param(1);
    boolean pending = tag != null && tag.asString("").equals("pending");
    long block = pending ? Long.MAX_VALUE : BlockTag.state(view, tag, 1).number();
    return quantity(view.chain().mempool().nonce(address, block));
  }

  /// Half of all addresses are contracts.
  private static String code(NodeView view, RpcRequest request) {
    BlockTag.state(view, request.param(1), 1);
    long seed = Hashes.mix(view.truth().chainId(), request.text(0).toLowerCase(Locale.ROOT));
    return Json.quoted(seed < 0 ? "0x" : Hashes.of(Hashes.CODE, seed, 0, 0));
  }

  private static String storage(NodeView view, RpcRequest request) {
    BlockTag.state(view, request.param(2), 2);
    String where = request.text(0).toLowerCase(Locale.ROOT) + request.text(1);
    return Json.quoted(Hashes.of(Hashes.STATE, Hashes.mix(view.truth().chainId(), where), 0, 0));
  }

  private static String to(RpcRequest request) {
    return field(request, "to").toLowerCase(Locale.ROOT);
  }

  private static String data(RpcRequest request) {
    String input = field(request, "input");
    return input.isEmpty() ? field(request, "data") : input;
  }

  private static String field(RpcRequest request, String name) {
    JsonNode call = request.param(0);
    if (call == null) {
      throw new RpcRefusal(RpcRefusal.INVALID_PARAMS, "missing value for required argument 0");
    }
    JsonNode found = call.get(name);
    return found == null ? "" : found.asString("");
  }

  private static String quantity(long value) {
    return "\"" + Hashes.quantity(value) + "\"";
  }
}
