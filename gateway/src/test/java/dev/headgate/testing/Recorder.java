package dev.headgate.testing;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.request.CallOutcome;
import dev.headgate.request.CallRecorder;
import dev.headgate.request.Transport;
import dev.headgate.request.decode.Method;
import dev.headgate.request.send.AttemptRecorder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Remembers what the request path records, and on which thread. Thread-safe.
public final class Recorder implements AttemptRecorder, CallRecorder {
  /// An attempt that ended.
  public record Attempt(String node, End end, Thread thread) {}

  /// A call that ended.
  public record Call(String method, CallOutcome outcome, Thread thread) {}

  private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final List<Hedge> hedges = new CopyOnWriteArrayList<>();
  private final AtomicInteger ambiguous = new AtomicInteger();
  private final AtomicInteger regressions = new AtomicInteger();
  private final List<String> gone = new CopyOnWriteArrayList<>();

  public List<Attempt> attempts() {
    return List.copyOf(attempts);
  }

  /// How attempts at one node ended, in their order.
  public List<End> ends(String node) {
    return attempts.stream().filter(each -> each.node().equals(node)).map(Attempt::end).toList();
  }

  public List<Call> calls() {
    return List.copyOf(calls);
  }

  public List<CallOutcome> outcomes() {
    return calls.stream().map(Call::outcome).toList();
  }

  public List<Hedge> hedges() {
    return List.copyOf(hedges);
  }

  public int ambiguous() {
    return ambiguous.get();
  }

  public int regressions() {
    return regressions.get();
  }

  /// The nodes that were told to have ended, in order.
  public List<String> gone() {
    return List.copyOf(gone);
  }

  @Override
  public void gone(Node node) {
    gone.add(node.name());
  }

  @Override
  public void attempt(Chain chain, Node node, End end, long nanos) {
    attempts.add(new Attempt(node.name(), end, Thread.currentThread()));
  }

  @Override
  public void hedge(Chain chain, Hedge result) {
    hedges.add(result);
  }

  @Override
  public void transactionAmbiguous(Chain chain) {
    ambiguous.incrementAndGet();
  }

  @Override
  public void retryBudget(Chain chain, double remaining) {}

  @Override
  public void call(
      Chain chain,
      Method method,
      Transport transport,
      CallOutcome outcome,
      long nanos,
      long nodeNanos) {
    calls.add(new Call(method.name(), outcome, Thread.currentThread()));
  }

  @Override
  public void headRegressed(Chain chain) {
    regressions.incrementAndGet();
  }
}
