package dev.headgate.request.send;

import dev.headgate.chain.Node;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// What all event loops share of one node: its breaker, when it was heard of, and the head that it
/// is known to have. Thread-safe.
public final class NodeState {
  private static final long SAME_REFUSAL_NANOS = 100_000_000;

  private final Node node;
  private final NodeBreaker breaker;
  private final AtomicLong lastByte;
  private final AtomicLong lastFailure;
  private final AtomicLong lastRefusal;
  private final AtomicLong head;
  private final AtomicBoolean asked;

  public NodeState(Node node, NodeBreaker breaker, long nowNanos) {
    this(
        node,
        breaker,
        new AtomicLong(nowNanos),
        new AtomicLong(nowNanos - Long.MAX_VALUE / 4),
        new AtomicLong(nowNanos - Long.MAX_VALUE / 4),
        new AtomicLong(-1),
        new AtomicBoolean());
  }

  private NodeState(
      Node node,
      NodeBreaker breaker,
      AtomicLong lastByte,
      AtomicLong lastFailure,
      AtomicLong lastRefusal,
      AtomicLong head,
      AtomicBoolean asked) {
    this.node = node;
    this.breaker = breaker;
    this.lastByte = lastByte;
    this.lastFailure = lastFailure;
    this.lastRefusal = lastRefusal;
    this.head = head;
    this.asked = asked;
  }

  /// The same node under other settings: what either of the two learns, both know.
  public NodeState under(Node changed, NodeBreaker by) {
    return new NodeState(changed, by, lastByte, lastFailure, lastRefusal, head, asked);
  }

  /// The same node on another chain: its head there is another.
  public NodeState elsewhere(Node changed, NodeBreaker by) {
    return new NodeState(
        changed, by, lastByte, lastFailure, lastRefusal, new AtomicLong(-1), new AtomicBoolean());
  }

  public Node node() {
    return node;
  }

  public NodeBreaker breaker() {
    return breaker;
  }

  /// The node sent something. Opaque: no fence, and a reader may see it a little late.
  public void heard(long nowNanos) {
    lastByte.setOpaque(nowNanos);
  }

  /// Whether nothing came from the node, to anyone, since that moment.
  public boolean silentSince(long nanos) {
    return lastByte.getOpaque() - nanos <= 0;
  }

  /// The node failed a call.
  public void failed(long nowNanos) {
    lastFailure.setOpaque(nowNanos);
  }

  /// Whether the node failed a call within the last so many nanoseconds.
  public boolean failedWithin(long nanos, long nowNanos) {
    return nowNanos - lastFailure.getOpaque() < nanos;
  }

  /// The node refused a connection.
  ///
  /// @return whether that is news: refusals come by the hundred when a busy node ends
  boolean refused(long nowNanos) {
    long last = lastRefusal.get();
    return nowNanos - last >= SAME_REFUSAL_NANOS && lastRefusal.compareAndSet(last, nowNanos);
  }

  /// The highest block that the node is known to have; -1 when none.
  public long head() {
    return head.get();
  }

  /// It showed a head of that number.
  ///
  /// @return whether that is news
  public boolean headRose(long number) {
    return head.get() < number && head.getAndAccumulate(number, Math::max) < number;
  }

  /// Its head went back to that number, or it has not what it was thought to have.
  public void headFell(long number) {
    head.set(number);
  }

  /// Whether its head may be asked now: one question is under way at a time.
  boolean mayAskHead() {
    return asked.compareAndSet(false, true);
  }

  void headAsked() {
    asked.set(false);
  }
}
