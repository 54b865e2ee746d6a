package dev.headgate.bench.fault;

import dev.headgate.bench.fault.FaultResult.Moment;
import dev.headgate.bench.load.EndedCall;
import dev.headgate.simulate.Received;
import dev.headgate.simulate.check.ClientCall;
import dev.headgate.simulate.check.Findings;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.HistoryChecker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;

/// From calls and receive logs to a [FaultResult]. Pure.
///
/// @param start when the run began, in steady nanoseconds
/// @param fault when the fault was on, in steady nanoseconds
/// @param faulty the name of the node in trouble
/// @param node which node gave an answer; empty when unknown
record FaultMeasure(
    String front,
    String trouble,
    long start,
    Span fault,
    String faulty,
    Function<EndedCall, String> node) {
  private static final double SLOW_MS = 250;
  private static final long SLICE = 100_000_000;
  private static final long LEAD = 500_000_000;
  private static final int SHOWN = 3;

  /// @param calls in any order
  FaultResult of(
      List<EndedCall> calls,
      HistoryChecker checker,
      List<List<Received>> received,
      OptionalDouble judgedMs) {
    List<ClientCall> history = calls.stream().map(call -> Histories.of(front, call)).toList();
    Findings found = checker.check(history, received);
    return new FaultResult(
        front,
        trouble,
        (fault.from() - start) / 1e9,
        (fault.to() - start) / 1e9,
        calls.size(),
        calls.size() - found.answered(),
        (int)
            calls.stream()
                .filter(call -> call.failed() && !call.method().equals(Contents.ONCE))
                .count(),
        found.unknown().size(),
        longest(calls, call -> call.dueNanos() < fault.from() - LEAD),
        longest(calls, call -> call.dueNanos() >= fault.from() - LEAD),
        (int)
            calls.stream()
                .filter(call -> call.dueNanos() >= fault.from() && call.millis() > SLOW_MS)
                .count(),
        leave(calls),
        comeback(calls),
        received.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(found.attempts().per(calls.size())),
        found.attempts().most(),
        judgedMs,
        found.backward().size(),
        found.stale().size(),
        found.foreign().size(),
        found.doubledWrites().size(),
        calls.stream()
            .filter(EndedCall::failed)
            .sorted(Comparator.comparingLong(EndedCall::dueNanos))
            .limit(SHOWN)
            .map(Histories::told)
            .toList(),
        found.guilty(),
        moments(calls));
  }

  private static double longest(List<EndedCall> calls, Predicate<EndedCall> which) {
    return calls.stream().filter(which).mapToDouble(EndedCall::millis).max().orElse(0);
  }

  private double leave(List<EndedCall> calls) {
    return calls.stream()
        .filter(call -> call.dueNanos() < fault.to() && call.endNanos() >= fault.from())
        .mapToDouble(this::leave)
        .max()
        .orElse(0);
  }

  private double leave(EndedCall call) {
    if (call.failed() || call.millis() > SLOW_MS) {
      return Math.max(0, (call.dueNanos() - fault.from()) / 1e6);
    }
    boolean there = node.apply(call).equals(faulty) && call.endNanos() < fault.to();
    return there ? (call.endNanos() - fault.from()) / 1e6 : 0;
  }

  private OptionalDouble comeback(List<EndedCall> calls) {
    return calls.stream()
        .filter(call -> !call.failed() && call.sentNanos() >= fault.to())
        .filter(call -> node.apply(call).equals(faulty))
        .mapToDouble(call -> (call.endNanos() - fault.to()) / 1e6)
        .min();
  }

  private List<Moment> moments(List<EndedCall> calls) {
    List<List<EndedCall>> slices = new ArrayList<>();
    for (EndedCall call : calls) {
      int at = (int) Math.max(0, (call.dueNanos() - start) / SLICE);
      while (slices.size() <= at) {
        slices.add(new ArrayList<>());
      }
      slices.get(at).add(call);
    }
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      moments.add(moment(i * (SLICE / 1e9), slices.get(i)));
    }
    return moments;
  }

  private static Moment moment(double second, List<EndedCall> calls) {
    double[] sorted = calls.stream().mapToDouble(EndedCall::millis).sorted().toArray();
    return new Moment(
        second,
        sorted.length,
        sorted.length == 0 ? 0 : sorted[sorted.length / 2],
        sorted.length == 0 ? 0 : sorted[sorted.length - 1],
        (int) calls.stream().filter(EndedCall::failed).count());
  }
}
