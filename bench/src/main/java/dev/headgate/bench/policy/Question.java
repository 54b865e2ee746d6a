package dev.headgate.bench.policy;

import java.util.function.Consumer;

/// A question with a limit of time.
final class Question {
  private boolean over;

  private Question() {}

  /// What a caller makes of no answer in time.
  static final Said LATE = new Said.Status(504);

  /// Asks a node; the listener hears once, of [#LATE] when nothing comes in time.
  static void put(Events events, SimNode node, long timeoutNanos, Consumer<Said> listener) {
    Question question = new Question();
    Events.Event timer =
        events.inGateway(
            events.now() + timeoutNanos,
            () -> {
              if (!question.over) {
                question.over = true;
                listener.accept(LATE);
              }
            });
    node.ask(said -> {
      if (!question.over) {
        question.over = true;
        timer.cancel();
        listener.accept(said);
      }
    });
  }
}
