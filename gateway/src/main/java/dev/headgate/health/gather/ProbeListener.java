package dev.headgate.health.gather;

import dev.headgate.chain.Node;

/// Told how each probe of a node ended, so that a breaker closes without real traffic. Called on
/// probe threads.
public interface ProbeListener {
  void probed(Node node, boolean answered, String why);
}
