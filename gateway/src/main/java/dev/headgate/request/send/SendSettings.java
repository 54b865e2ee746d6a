package dev.headgate.request.send;

import dev.headgate.chain.Chain;
import dev.headgate.config.HedgeDelay;
import dev.headgate.request.plan.Patience;
import dev.headgate.time.SteadyClock;
import dev.headgate.wire.Wire;
import java.time.Duration;

/// What every attempt of a chain needs and shares.
///
/// @param hold bytes up to which an answer is kept until it is whole
/// @param mostResponse bytes of an answer at most
public record SendSettings(
    Chain chain,
    Wire wire,
    SteadyClock clock,
    AttemptRecorder recorder,
    Held held,
    HedgeDelay hedge,
    Duration deadline,
    Duration longDeadline,
    int hold,
    long mostResponse,
    Patience patience) {

  /// The same, but that no second node is asked beside the first.
  public SendSettings unhedged() {
    return new SendSettings(
        chain,
        wire,
        clock,
        recorder,
        held,
        new HedgeDelay.Off(),
        deadline,
        longDeadline,
        hold,
        mostResponse,
        patience);
  }
}
