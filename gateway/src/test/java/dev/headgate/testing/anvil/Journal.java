package dev.headgate.testing.anvil;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the chain is: the blocks since genesis, and the bytes of every transaction heard of. A node
/// that returns is caught up from here. Thread-safe.
final class Journal {
  private final List<Block> blocks = new ArrayList<>();
  private final Map<String, String> raws = new ConcurrentHashMap<>();
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();

  /// Notes a transaction; true when it is new.
  boolean learn(String hash, String raw) {
    boolean isNew = raws.putIfAbsent(hash, raw) == null;
    if (isNew) {
      waiting.add(hash);
    }
    return isNew;
  }

  Optional<String> raw(String hash) {
    return Optional.ofNullable(raws.get(hash));
  }

  /// The transactions heard of and not mined, as raw bytes.
  List<String> waiting() {
    return waiting.stream().map(hash -> raw(hash).orElseThrow()).toList();
  }

  /// Adds a block whose transactions are all known.
  synchronized void add(Block block) {
    if (block.number() != blocks.size() + 1) {
      throw new AssertionError("block " + block.number() + " does not follow " + blocks.size());
    }
    block.transactions().forEach(waiting::remove);
    blocks.add(block);
  }

  /// Takes the last blocks back.
  synchronized void forget(int count) {
    blocks.subList(blocks.size() - count, blocks.size()).clear();
  }

  /// The number of the last block; 0 is genesis, which is not kept here.
  synchronized long height() {
    return blocks.size();
  }

  /// The timestamp of the last block in seconds; 0 before the first.
  synchronized long timestamp() {
    return blocks.isEmpty() ? 0 : blocks.getLast().timestamp();
  }

  /// The blocks above a number.
  synchronized List<Block> above(long number) {
    return List.copyOf(blocks.subList((int) number, blocks.size()));
  }
}
