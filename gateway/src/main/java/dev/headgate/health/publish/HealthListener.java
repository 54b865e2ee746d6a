package dev.headgate.health.publish;

import dev.headgate.health.judge.ChainHealth;

/// Told of each new picture of a chain, on the thread that published it; must not block.
public interface HealthListener {
  void published(ChainHealth before, ChainHealth now);
}
