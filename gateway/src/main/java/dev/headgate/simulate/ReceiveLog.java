package dev.headgate.simulate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The newest calls a node received. Thread-safe.
final class ReceiveLog {
  private final int most;
  private final Deque<Received> calls = new ArrayDeque<>();
  private long count;

  ReceiveLog(int most) {
    this.most = most;
  }

  synchronized void add(Received call) {
    count++;
    calls.add(call);
    if (calls.size() > most) {
      calls.remove();
    }
  }

  synchronized List<Received> snapshot() {
    return List.copyOf(calls);
  }

  synchronized long count() {
    return count;
  }
}
