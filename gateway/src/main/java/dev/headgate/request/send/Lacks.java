package dev.headgate.request.send;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.HealthListener;
import dev.headgate.request.decode.BlockRef;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What nodes said they lack, so that such a call goes straight to a node that may have it: methods
/// (`-32601`), and of a method the blocks for which they have no state ("missing trie node").
/// Bounded, because clients invent names. Thread-safe.
///
/// *How long it is remembered*: a method and old state for [#REMEMBERED], because a node may be
/// restarted with more namespaces or more history; state of the head, or of blocks that no node
/// prunes so soon, for [#SOON_AGAIN], because a healthy node has that. All of a node is forgotten
/// when it becomes fit again: what it said in its trouble may have been part of that, as when a
/// proxy before it led astray.
public final class Lacks implements HealthListener {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final Duration SOON_AGAIN = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  /// No node prunes what is nearer to its head: geth keeps the state of 128 blocks, the least of
  /// all.
  private static final long PRUNED_BY_NONE = 64;

  /// Of a node by what makes it another: a change of its settings is no reason to forget.
  private record Lack(String node, URI http, String method) {
    static Lack of(Node node, String method) {
      return new Lack(node.name(), node.http(), method);
    }
  }

  /// @param tag the name of the head that was asked about; null where it was a number
  private record NewLack(Lack lack, BlockRef.@Nullable Tag tag) {}

  private final Cache<Lack, Boolean> methods;

  /// The highest block whose state is lacking, and with it that of all before.
  private final Cache<Lack, Long> oldStates;

  /// The same near the head, where it is soon asked again.
  private final Cache<NewLack, Long> newStates;

  public Lacks(SteadyClock clock) {
    methods = cache(clock, REMEMBERED);
    oldStates = cache(clock, REMEMBERED);
    newStates = cache(clock, SOON_AGAIN);
  }

  private static <K, V> Cache<K, V> cache(SteadyClock clock, Duration remembered) {
    return Caffeine.newBuilder()
        .maximumSize(MOST)
        .expireAfterWrite(remembered)
        .ticker(clock::nanos)
        .executor(Runnable::run)
        .build();
  }

  /// The node said that it does not serve the method.
  public void add(Node node, String method) {
    methods.put(Lack.of(node, method), true);
  }

  /// The node said that it has not what a call of the method needs of that block. Of a block by its
  /// hash nothing is learned for others.
  ///
  /// @param head the node's own, as a block number
  public void addState(Node node, String method, BlockRef block, long head) {
    Lack lack = Lack.of(node, method);
    switch (block) {
      case BlockRef.Head(BlockRef.Tag tag) -> newStates.put(new NewLack(lack, tag), Long.MAX_VALUE);
      case BlockRef.ByNumber(long number) when head - number < PRUNED_BY_NONE ->
          newStates.asMap().merge(new NewLack(lack, null), number, Math::max);
      case BlockRef.ByNumber(long number) -> oldStates.asMap().merge(lack, number, Math::max);
      case BlockRef.BlockHash _, BlockRef.Transaction _, BlockRef.None _ -> {}
    }
  }

  /// Forgets what nodes lacked that have become fit again.
  @Override
  public void published(ChainHealth before, ChainHealth now) {
    if (isEmpty()) {
      return;
    }
    for (NodeHealth node : now.nodes()) {
      if (node.fit() && !wasFit(before, node.node())) {
        String name = node.node().name();
        for (Cache<Lack, ?> each : List.of(methods, oldStates)) {
          each.asMap().keySet().removeIf(lack -> lack.node().equals(name));
        }
        newStates.asMap().keySet().removeIf(state -> state.lack().node().equals(name));
      }
    }
  }

  private static boolean wasFit(ChainHealth before, Node node) {
    return before.nodes().stream().anyMatch(each -> each.fit() && each.node().isSame(node));
  }

  /// Whether the node is known not to serve the method. One comparison while nothing is known of
  /// any node.
  public boolean hasNot(Node node, String method) {
    return methods.estimatedSize() > 0 && methods.getIfPresent(Lack.of(node, method)) != null;
  }

  /// Whether nothing is known to be lacking anywhere.
  public boolean isEmpty() {
    return methods.estimatedSize() == 0 && !anyState();
  }

  /// Whether state is known to be lacking anywhere; two comparisons.
  public boolean anyState() {
    return newStates.estimatedSize() > 0 || oldStates.estimatedSize() > 0;
  }

  /// Whether the node is known to lack what a call of the method needs of that block.
  public boolean hasNotState(Node node, String method, BlockRef block) {
    Lack lack = Lack.of(node, method);
    return switch (block) {
      case BlockRef.Head(BlockRef.Tag tag) ->
          newStates.getIfPresent(new NewLack(lack, tag)) != null;
      case BlockRef.ByNumber(long number) ->
          covers(oldStates.getIfPresent(lack), number)
              || covers(newStates.getIfPresent(new NewLack(lack, null)), number);
      case BlockRef.BlockHash _, BlockRef.Transaction _, BlockRef.None _ -> false;
    };
  }

  private static boolean covers(@Nullable Long upTo, long number) {
    return upTo != null && number <= upTo;
  }
}
