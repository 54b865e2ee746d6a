package dev.headgate.testing.anvil;

import dev.headgate.simulate.check.ClientCall;
import dev.headgate.simulate.check.HistoryChecker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What a [LoadClient] saw, or the part of it that began within a span of time. Immutable.
public final class LoadReport {
  private static final double NANOS_PER_MS = 1e6;

  private final List<CallRecord> records;

  LoadReport(List<CallRecord> records) {
    this.records = List.copyOf(records);
  }

  static LoadReport read(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return new LoadReport(lines.map(CallRecord::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The calls that were due from one moment on and before another.
  public LoadReport between(Instant from, Instant to) {
    return where(record -> record.due() >= ms(from) && record.due() < ms(to));
  }

  public LoadReport reads() {
    return where(record -> !record.isTransaction());
  }

  public LoadReport transactions() {
    return where(CallRecord::isTransaction);
  }

  public LoadReport burst() {
    return where(record -> record.tag().equals("burst"));
  }

  public long calls() {
    return records.stream().filter(record -> !record.isPause()).count();
  }

  /// The failed calls, each as its method and the error's text. All that this client sends may be
  /// repeated, so in front of a fit node none may fail.
  public List<String> failed() {
    return records.stream()
        .filter(record -> !record.ok())
        .map(record -> record.method() + ": " + record.value())
        .toList();
  }

  /// The hashes of the transactions that were answered.
  public List<String> transactionsAnswered() {
    return records.stream()
        .filter(record -> record.isTransaction() && record.ok())
        .map(CallRecord::value)
        .toList();
  }

  /// How many calls were under way at a moment.
  public long inFlight(Instant at) {
    return records.stream().filter(record -> !record.isPause() && record.isFlying(ms(at))).count();
  }

  /// The longest that a call took from when it was due, in milliseconds.
  public double longestStallMs() {
    return longest(record -> !record.isPause());
  }

  /// The longest that the client itself stood still: so much of a stall may be its own.
  public double longestPauseMs() {
    return longest(CallRecord::isPause);
  }

  /// How many calls begun at or after a moment a node had answered before another.
  public long answeredBy(String node, Instant from, Instant to) {
    return records.stream()
        .filter(record -> record.start() >= ms(from) && record.end() < ms(to))
        .filter(record -> record.node().filter(node::equals).isPresent())
        .count();
  }

  /// How long after a moment a node's last answer came, in milliseconds; empty when none did.
  public OptionalDouble lastAnswerMs(String node, Instant from) {
    return records.stream()
        .filter(record -> record.node().filter(node::equals).isPresent())
        .mapToDouble(record -> record.end() - ms(from))
        .filter(after -> after >= 0)
        .max();
  }

  /// The answers with a lower head than one that had been answered before their call began.
  public List<String> headsBackward() {
    List<CallRecord> heads = records.stream().filter(LoadReport::tellsHead).toList();
    List<CallRecord> byEnd = sorted(heads, Comparator.comparingDouble(CallRecord::end));
    List<String> backward = new ArrayList<>();
    long highest = 0;
    int answered = 0;
    for (CallRecord head : sorted(heads, Comparator.comparingDouble(CallRecord::start))) {
      while (answered < byEnd.size() && byEnd.get(answered).end() <= head.start()) {
        highest = Math.max(highest, number(byEnd.get(answered++)));
      }
      if (number(head) < highest) {
        backward.add(head.method() + " said " + number(head) + " after " + highest + facts(head));
      }
    }
    return backward;
  }

  /// The answers that told a head, for a [HistoryChecker]: one client, times in nanoseconds of the
  /// wall clock.
  public List<ClientCall> headHistory() {
    List<ClientCall> calls = new ArrayList<>();
    for (CallRecord head : records.stream().filter(LoadReport::tellsHead).toList()) {
      calls.add(
          ClientCall.answered(
              "viem",
              calls.size() + head.node().map(name -> " " + name).orElse(""),
              "eth_blockNumber",
              nanos(head.start()),
              nanos(head.end()),
              "\"0x" + Long.toHexString(number(head)) + "\""));
    }
    return calls;
  }

  private static long nanos(double ms) {
    return (long) (ms * NANOS_PER_MS);
  }

  private static List<CallRecord> sorted(List<CallRecord> heads, Comparator<CallRecord> by) {
    return heads.stream().sorted(by).toList();
  }

  private static boolean tellsHead(CallRecord record) {
    return record.ok()
        && (record.method().equals("eth_blockNumber")
            || record.method().equals("eth_getBlockByNumber"));
  }

  /// A block's value is its number and its hash.
  private static long number(CallRecord head) {
    int space = head.value().indexOf(' ');
    return Long.parseLong(space < 0 ? head.value() : head.value().substring(0, space));
  }

  private static String node(CallRecord record) {
    return record.node().map(name -> " (" + name + ")").orElse("");
  }

  private static String facts(CallRecord record) {
    return "%s, due %s, sent %.1f ms later, answered %.1f ms later"
        .formatted(
            node(record),
            Instant.ofEpochMilli((long) record.due()),
            record.start() - record.due(),
            record.end() - record.start());
  }

  private LoadReport where(Predicate<CallRecord> wanted) {
    return new LoadReport(records.stream().filter(wanted).toList());
  }

  private double longest(Predicate<CallRecord> wanted) {
    return records.stream().filter(wanted).mapToDouble(CallRecord::latencyMs).max().orElse(0);
  }

  /// Good for [Instant#MIN] and [Instant#MAX] too.
  private static double ms(Instant at) {
    return at.getEpochSecond() * 1000.0 + at.getNano() / NANOS_PER_MS;
  }
}
