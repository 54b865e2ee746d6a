package dev.headgate.simulate;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The transactions that were submitted to any node of a chain: gossip without delay. Each is given
/// the block that will hold it when it arrives. Keeps the newest 200,000. Thread-safe.
final class Mempool {
  private static final int KEPT = 200_000;

  private final Map<String, Submitted> byHash = new LinkedHashMap<>();
  private final Map<Long, List<Submitted>> byBlock = new HashMap<>();
  private final Map<String, List<Submitted>> byAddress = new HashMap<>();

  /// @param block the one that holds it
  /// @param index its place in that block
  record Submitted(Transaction transaction, long block, int index) {}

  /// Takes a transaction, unless it is known.
  synchronized boolean add(Transaction transaction, long block, int filler) {
    if (byHash.containsKey(transaction.hash())) {
      return false;
    }
    List<Submitted> beside = byBlock.computeIfAbsent(block, _ -> new ArrayList<>());
    int index = beside.isEmpty() ? filler : beside.getLast().index() + 1;
    Submitted submitted = new Submitted(transaction, block, index);
    byHash.put(transaction.hash(), submitted);
    beside.add(submitted);
    addresses(transaction)
        .forEach(one -> byAddress.computeIfAbsent(one, _ -> new ArrayList<>()).add(submitted));
    if (byHash.size() > KEPT) {
      forget(byHash.values().iterator().next());
    }
    return true;
  }

  synchronized Optional<Submitted> find(String hash) {
    return Optional.ofNullable(byHash.get(hash));
  }

  synchronized List<Submitted> in(long block) {
    return List.copyOf(byBlock.getOrDefault(block, List.of()));
  }

  synchronized int size() {
    return byHash.size();
  }

  /// The next nonce of an account, with the transactions up to this block.
  synchronized long nonce(String address, long block) {
    return about(address, block).stream()
        .filter(one -> one.transaction().from().equals(address))
        .mapToLong(one -> one.transaction().nonce() + 1)
        .max()
        .orElse(0);
  }

  /// What came in less what went out, in wei, with the transactions up to this block.
  synchronized BigInteger received(String address, long block) {
    BigInteger sum = BigInteger.ZERO;
    for (Submitted one : about(address, block)) {
      BigInteger value = one.transaction().value();
      sum = address.equals(one.transaction().to()) ? sum.add(value) : sum;
      sum = address.equals(one.transaction().from()) ? sum.subtract(value) : sum;
    }
    return sum;
  }

  private List<Submitted> about(String address, long block) {
    return byAddress.getOrDefault(address, List.of()).stream()
        .filter(one -> one.block() <= block)
        .toList();
  }

  private void forget(Submitted old) {
    byHash.remove(old.transaction().hash());
    drop(byBlock, old.block(), old);
    addresses(old.transaction()).forEach(one -> drop(byAddress, one, old));
  }

  private static <K> void drop(Map<K, List<Submitted>> from, K key, Submitted old) {
    from.computeIfPresent(
        key,
        (_, list) -> {
          list.remove(old);
          return list.isEmpty() ? null : list;
        });
  }

  private static List<String> addresses(Transaction transaction) {
    String to = transaction.to();
    return to == null || to.equals(transaction.from())
        ? List.of(transaction.from())
        : List.of(transaction.from(), to);
  }
}
