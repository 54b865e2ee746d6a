package dev.headgate.bench.nemesis;

import dev.headgate.bench.fault.Contents;
import dev.headgate.bench.fault.Histories;
import dev.headgate.simulate.check.ClientCall;
import dev.headgate.simulate.check.Findings;
import dev.headgate.simulate.check.FitHeads.Span;
import dev.headgate.simulate.check.Storms;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Which promises broke on a chain. Pure.
///
/// @param aftermath nanoseconds after an excuse during which its node may still be left for it
/// @param moved calls that may be moved off dying nodes within ten seconds
record NemesisJudge(long aftermath, int moved) {
  private static final int SHOWN = 10;

  /// @param line the counts, for people
  /// @param guilty a sentence for each broken promise; empty when all were kept
  record Verdict(String line, List<String> guilty) {}

  Verdict of(ChainRun run) {
    List<ClientCall> history =
        run.calls().stream().map(call -> Histories.of("client", call)).toList();
    Findings found = run.checker().check(history, run.received());
    List<String> guilty = new ArrayList<>(found.guilty());
    guilty.addAll(failed(found));
    guilty.addAll(Storms.budget(moved).find(history, run.received()));
    run.changes().stream()
        .filter(change -> isBlameless(run, change))
        .forEach(change ->
            guilty.add("left " + change.from() + " with which nothing was wrong: " + change));
    if (!run.servedLast().equals(run.primary())) {
      guilty.add(
          "all was well for long, and "
              + run.primary()
              + " does not serve, but "
              + run.servedLast());
    }
    return new Verdict(
        "%s: %s, attempts per call %.3f, at most %d, %d changes of the active node"
            .formatted(
                run.name(),
                found.line(),
                found.attempts().per(run.calls().size()),
                found.attempts().most(),
                run.changes().size()),
        guilty.stream().map(sentence -> run.name() + ": " + sentence).toList());
  }

  private static List<String> failed(Findings found) {
    List<ClientCall> repeatable =
        Stream.of(found.failed(), found.unknown(), found.unanswered())
            .flatMap(List::stream)
            .filter(call -> !call.method().equals(Contents.ONCE))
            .toList();
    List<String> sentences = new ArrayList<>();
    if (!repeatable.isEmpty()) {
      sentences.add(repeatable.size() + " calls failed that could be repeated");
    }
    repeatable.stream()
        .limit(SHOWN)
        .forEach(call ->
            sentences.add(
                "failed: %s %s, sent at %d, ended %.0f ms later: %s"
                    .formatted(
                        call.method(),
                        call.tag(),
                        call.sentAt(),
                        (call.endedAt() - call.sentAt()) / 1e6,
                        call.ending())));
    return sentences;
  }

  /// Whether the node that was left had no trouble, and it is not the primary that came back.
  private boolean isBlameless(ChainRun run, ChainRun.Change change) {
    boolean first = change.from().isEmpty();
    boolean comeback = change.to().equals(run.primary());
    return !first
        && !comeback
        && run.excuses().apply(change.from()).stream()
            .noneMatch(trouble -> explains(trouble, change.atNanos()));
  }

  private boolean explains(Span trouble, long at) {
    return at >= trouble.from() && at <= trouble.to() + aftermath;
  }
}
