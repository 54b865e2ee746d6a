package dev.headgate.simulate;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Blocks, transactions, receipts and logs as geth writes them.
final class Render {
  private static final String ZERO_HASH = "0x" + "0".repeat(64);

  /// All ones: "may hold anything", which is true of every block.
  private static final String BLOOM = "0x" + "f".repeat(512);

  private static final long GAS_LIMIT = 45_000_000;
  private static final long GAS_EACH = 21_000;

  private Render() {}

  /// A transaction and where it stands; no block while it is pending.
  record Placed(Transaction transaction, Optional<Block> block, int index) {}

  static String block(NodeView view, Block block, boolean full, boolean pending) {
    List<Placed> all = transactions(view, block);
    List<String> shown =
        all.stream()
            .map(one -> full ? transaction(view, one) : Json.quoted(one.transaction().hash()))
            .toList();
    return fields(view, block, all.size(), pending)
        .quantity("size", 600 + 120L * all.size())
        .raw("transactions", Json.array(shown))
        .raw("uncles", "[]")
        .end();
  }

  /// What `newHeads` pushes of a block.
  static String header(NodeView view, Block block) {
    return fields(view, block, transactions(view, block).size(), false).end();
  }

  private static Json fields(NodeView view, Block block, int transactions, boolean pending) {
    long seed = Hashes.mix(block.number(), block.hash());
    return Json.object()
        .quantity("number", block.number())
        .orNull("hash", pending ? null : block.hash())
        .text("parentHash", block.parentHash())
        .orNull("nonce", pending ? null : "0x0000000000000000")
        .text("mixHash", Hashes.of(Hashes.STATE, seed, 1, 0))
        .text("sha3Uncles", "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")
        .text("logsBloom", BLOOM)
        .text("stateRoot", Hashes.of(Hashes.STATE, seed, 2, 0))
        .text("transactionsRoot", Hashes.of(Hashes.STATE, seed, 3, 0))
        .text("receiptsRoot", Hashes.of(Hashes.STATE, seed, 4, 0))
        .text("miner", Hashes.address(Math.floorMod(seed, 20)))
        .quantity("difficulty", 0)
        .text("extraData", "0x")
        .quantity("gasLimit", GAS_LIMIT)
        .quantity("gasUsed", GAS_EACH * transactions)
        .quantity("timestamp", block.timestamp())
        .quantity("baseFeePerGas", view.truth().baseFee(block.number()));
  }

  /// What a block holds: made-up ones first, then submitted ones.
  static List<Placed> transactions(NodeView view, Block block) {
    List<Transaction> filler = view.truth().filler(block.number(), view.fork());
    List<Mempool.Submitted> submitted = view.chain().mempool().in(block.number());
    return IntStream.range(0, filler.size() + submitted.size())
        .mapToObj(index ->
            new Placed(
                index < filler.size()
                    ? filler.get(index)
                    : submitted.get(index - filler.size()).transaction(),
                Optional.of(block),
                index))
        .toList();
  }

  static String transaction(NodeView view, Placed placed) {
    Transaction transaction = placed.transaction();
    long price = placed.block().map(block -> view.truth().baseFee(block.number())).orElse(0L);
    Signature signature = transaction.signature();
    Json json =
        Json.object()
            .orNull("blockHash", placed.block().map(Block::hash).orElse(null))
            .orNull(
                "blockNumber", placed.block().map(Block::number).map(Hashes::quantity).orElse(null))
            .orNull(
                "transactionIndex",
                placed.block().map(_ -> Hashes.quantity(placed.index())).orElse(null))
            .text("hash", transaction.hash())
            .text("from", transaction.from())
            .orNull("to", transaction.to())
            .quantity("nonce", transaction.nonce())
            .quantity("value", transaction.value())
            .quantity("gas", transaction.gas())
            .quantity("gasPrice", price + 1_000_000)
            .text("input", transaction.input())
            .quantity("type", transaction.type())
            .quantity("chainId", view.truth().chainId())
            .text("v", signature.v())
            .text("r", signature.r())
            .text("s", signature.s());
    return transaction.type() < 2 ? json.end() : dynamicFee(json, price, signature).end();
  }

  private static Json dynamicFee(Json json, long price, Signature signature) {
    return json.quantity("maxFeePerGas", 2 * price + 1_000_000)
        .quantity("maxPriorityFeePerGas", 1_000_000)
        .raw("accessList", "[]")
        .text("yParity", signature.v());
  }

  static String receipt(NodeView view, Placed placed) {
    Block block = placed.block().orElseThrow();
    Transaction transaction = placed.transaction();
    return Json.object()
        .text("transactionHash", transaction.hash())
        .quantity("transactionIndex", placed.index())
        .text("blockHash", block.hash())
        .quantity("blockNumber", block.number())
        .text("from", transaction.from())
        .orNull("to", transaction.to())
        .orNull(
            "contractAddress",
            transaction.to() == null ? Hashes.address(transaction.nonce()) : null)
        .quantity("cumulativeGasUsed", GAS_EACH * (placed.index() + 1))
        .quantity("gasUsed", GAS_EACH)
        .quantity("effectiveGasPrice", view.truth().baseFee(block.number()) + 1_000_000)
        .raw("logs", Json.array(log(placed).stream().toList()))
        .text("logsBloom", BLOOM)
        .quantity("type", transaction.type())
        .quantity("status", 1)
        .end();
  }

  /// The topics of a transaction's one log; empty when it has none.
  static List<String> topics(Transaction transaction) {
    return transaction
        .pays()
        .map(to -> List.of(ChainTruth.TRANSFER, padded(transaction.from()), padded(to)))
        .orElse(List.of());
  }

  static Optional<String> log(Placed placed) {
    Transaction transaction = placed.transaction();
    List<String> topics = topics(transaction);
    Block block = placed.block().orElseThrow();
    return topics.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Json.object()
                .orNull("address", transaction.to())
                .raw("topics", Json.array(topics.stream().map(Json::quoted).toList()))
                .text("data", word(transaction.value()))
                .quantity("blockNumber", block.number())
                .text("transactionHash", transaction.hash())
                .quantity("transactionIndex", placed.index())
                .text("blockHash", block.hash())
                .quantity("blockTimestamp", block.timestamp())
                .quantity("logIndex", placed.index())
                .raw("removed", "false")
                .end());
  }

  private static String word(BigInteger value) {
    String hex = value.toString(16);
    return ZERO_HASH.substring(0, 66 - hex.length()) + hex;
  }

  private static String padded(String address) {
    return ZERO_HASH.substring(0, 26) + address.substring(2);
  }
}
