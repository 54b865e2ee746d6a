package dev.headgate.request;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.chain.Node;
import dev.headgate.request.decode.BlockRef;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Which node of a chain took which transaction in the last minute: it knows its nonce and its
/// receipt before its neighbours do. Bounded; shared by all event loops; thread-safe.
public final class TransactionTakers {
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final int MOST = 50_000;

  /// @param nanos when
  private record Latest(Node node, long nanos) {}

  private final SteadyClock clock;
  private final Cache<String, Node> byHash;
  private final AtomicReference<@Nullable Latest> latest = new AtomicReference<>();

  public TransactionTakers(SteadyClock clock) {
    this.clock = clock;
    byHash =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .ticker(clock::nanos)
            .executor(Runnable::run)
            .build();
  }

  /// The node answered a raw transaction with this hash.
  void took(Node node, String hash) {
    byHash.put(hash, node);
    latest.set(new Latest(node, clock.nanos()));
  }

  /// Whether a call could have a preference at all: one comparison while nothing is sent.
  boolean any() {
    Latest last = latest.get();
    return last != null && clock.nanos() - last.nanos() < REMEMBERED.toNanos();
  }

  /// The node that should be asked about a block first; null for no preference. Whose nonce is
  /// asked for cannot be told from whose transactions they were, so `pending` goes to the node that
  /// took the latest one of all.
  @Nullable Node preferred(BlockRef block) {
    Latest last = latest.get();
    return switch (block) {
      case BlockRef.Transaction(String hash) -> byHash.getIfPresent(hash);
      case BlockRef.Head(BlockRef.Tag tag) ->
          tag == BlockRef.Tag.PENDING && last != null && any() ? last.node() : null;
      case BlockRef.ByNumber _, BlockRef.BlockHash _, BlockRef.None _ -> null;
    };
  }
}
