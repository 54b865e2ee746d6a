package dev.headgate.request.send;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.chain.Node;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.time.Duration;

/// The methods that nodes said they do not serve (`-32601`), so that such a call goes straight to a
/// node that may. Forgotten after [#REMEMBERED], because a node may be restarted with more
/// namespaces; bounded, because clients invent names. Thread-safe.
public final class MissingMethods {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int MOST = 10_000;

  /// Of a node by what makes it another: a change of its settings is no reason to forget.
  private record Lack(String node, URI http, String method) {
    static Lack of(Node node, String method) {
      return new Lack(node.name(), node.http(), method);
    }
  }

  private final Cache<Lack, Boolean> lacks;

  public MissingMethods(SteadyClock clock) {
    lacks =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(REMEMBERED)
            .ticker(clock::nanos)
            .executor(Runnable::run)
            .build();
  }

  /// The node said that it does not serve the method.
  public void add(Node node, String method) {
    lacks.put(Lack.of(node, method), true);
  }

  /// Whether the node is known not to serve the method. One comparison while nothing is known of
  /// any node.
  public boolean has(Node node, String method) {
    return lacks.estimatedSize() > 0 && lacks.getIfPresent(Lack.of(node, method)) != null;
  }
}
