package dev.headgate.health;

import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Order;
import java.util.concurrent.CompletableFuture;

/// Where operators' orders go in. Thread-safe; never blocks.
@FunctionalInterface
public interface Commands {

  /// What becomes of an order.
  ///
  /// @param taken the first decision on it, with the next turn of the chain's judge; never failed
  /// @param ended the last one, which is the same unless the order waits
  record Given(CompletableFuture<Decision> taken, CompletableFuture<Decision> ended) {

    static Given pending() {
      return new Given(new CompletableFuture<>(), new CompletableFuture<>());
    }

    void tell(Decision decision) {
      taken.complete(decision);
      if (decision.kind() != Decision.Kind.WAITING) {
        ended.complete(decision);
      }
    }
  }

  /// Gives an order to the judge of a chain.
  ///
  /// @throws IllegalArgumentException when there is no such chain
  Given order(String chain, Order order);
}
