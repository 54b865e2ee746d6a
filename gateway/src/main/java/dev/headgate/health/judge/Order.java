package dev.headgate.health.judge;

import java.time.Instant;
import java.util.Optional;

/// What an operator, or the recovery ladder, asks of the [Judge] of one chain.
public sealed interface Order {

  Deed deed();

  /// Make another node the active one.
  ///
  /// @param to its name; empty for the best standby
  /// @param whenCaughtUp whether to wait until that node has every head that the active one has
  /// @param until waits no longer than this, by the steady clock
  record Switchover(Deed deed, Optional<String> to, boolean whenCaughtUp, Instant until)
      implements Order {}

  /// Send no further call to the node while another can be reached.
  record Cordon(Deed deed, String node) implements Order {}

  /// The node may serve again.
  record Uncordon(Deed deed, String node) implements Order {}

  /// Leave the active node's name alone until [Resume].
  record Pause(Deed deed) implements Order {}

  /// Ends a [Pause].
  record Resume(Deed deed) implements Order {}

  /// A person has seen the alarms of this moment.
  record Ack(Deed deed) implements Order {}
}
