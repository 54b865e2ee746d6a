package dev.headgate.request.send;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.HealthListener;
import dev.headgate.time.SteadyClock;
import java.net.URI;
import java.time.Duration;

/// The methods that nodes said they do not serve (`-32601`), so that such a call goes straight to a
/// node that may. Forgotten after [#REMEMBERED], because a node may be restarted with more
/// namespaces, and when a node becomes fit again: what it said in its trouble may have been part of
/// that, as when a proxy before it led astray. Bounded, because clients invent names. Thread-safe.
public final class MissingMethods implements HealthListener {
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

  /// Forgets what nodes lacked that have become fit again.
  @Override
  public void published(ChainHealth before, ChainHealth now) {
    if (lacks.estimatedSize() == 0) {
      return;
    }
    for (NodeHealth node : now.nodes()) {
      if (node.fit() && !wasFit(before, node.node())) {
        lacks.asMap().keySet().removeIf(lack -> lack.node().equals(node.node().name()));
      }
    }
  }

  private static boolean wasFit(ChainHealth before, Node node) {
    return before.nodes().stream().anyMatch(each -> each.fit() && each.node().isSame(node));
  }

  /// Whether the node is known not to serve the method. One comparison while nothing is known of
  /// any node.
  public boolean has(Node node, String method) {
    return lacks.estimatedSize() > 0 && lacks.getIfPresent(Lack.of(node, method)) != null;
  }
}
