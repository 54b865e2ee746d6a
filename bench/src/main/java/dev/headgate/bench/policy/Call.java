package dev.headgate.bench.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One question for the head, from a client that may have seen heads before.
final class Call {
  private final int client;
  private final long due;
  private final long seenBefore;
  private final Consumer<Call> ended;
  private final List<SimNode> asked = new ArrayList<>(1);
  private final List<Long> askedAt = new ArrayList<>(1);
  private Ending ending = new Ending.UnderWay();

  /// How it ended.
  sealed interface Ending {
    record UnderWay() implements Ending {}

    record Answered(long at, SimNode by, Said.Head head) implements Ending {}

    record Failed(long at, String why) implements Ending {}
  }

  /// @param seenBefore the highest head its client had seen when it was due
  Call(int client, long due, long seenBefore, Consumer<Call> ended) {
    this.client = client;
    this.due = due;
    this.seenBefore = seenBefore;
    this.ended = ended;
  }

  int client() {
    return client;
  }

  long due() {
    return due;
  }

  long seenBefore() {
    return seenBefore;
  }

  Ending ending() {
    return ending;
  }

  /// The nodes it went to, in their order.
  List<SimNode> asked() {
    return asked;
  }

  /// When, for each of them.
  List<Long> askedAt() {
    return askedAt;
  }

  void goesTo(SimNode node, long nanos) {
    asked.add(node);
    askedAt.add(nanos);
  }

  void answered(long nanos, SimNode by, Said.Head head) {
    end(new Ending.Answered(nanos, by, head));
  }

  void failed(long nanos, String why) {
    end(new Ending.Failed(nanos, why));
  }

  private void end(Ending how) {
    if (!(ending instanceof Ending.UnderWay)) {
      throw new IllegalStateException("a call ends once");
    }
    ending = how;
    ended.accept(this);
  }
}
