package dev.headgate.health;

import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Order;
import java.util.List;
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

    static Given refused(Order order, String why) {
      Given given = pending();
      given.refuse(order, why);
      return given;
    }

    void refuse(Order order, String why) {
      tell(new Decision(order, Decision.Kind.REFUSED, why, List.of()));
    }

    void tell(Decision decision) {
      taken.complete(decision);
      if (decision.kind() != Decision.Kind.WAITING) {
        ended.complete(decision);
      }
    }
  }

  /// Gives an order to the judge of a chain. Refused when there is no such chain; the last decision
  /// comes also when the chain, its node or the whole gateway ends while the order waits.
  Given order(String chain, Order order);
}
