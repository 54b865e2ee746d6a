package dev.headgate.request.send;

import dev.headgate.request.decode.Answer;
import dev.headgate.request.plan.Outcome;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an attempt ended for all the calls of its parcel.
public sealed interface AttemptEnd {

  /// A whole answer.
  ///
  /// @param body the receiver owns it
  /// @param answers one for each call of the parcel, in its order; null where the node gave none (a
  ///   notification, or a call that it left out)
  record Whole(ByteBuf body, List<@Nullable Answer> answers) implements AttemptEnd {}

  /// No answer; the same for every call.
  record Failed(Outcome outcome) implements AttemptEnd {}

  /// The answer went on as it came, and is over.
  ///
  /// @param whole false when the node cut it
  record Streamed(boolean whole) implements AttemptEnd {}
}
