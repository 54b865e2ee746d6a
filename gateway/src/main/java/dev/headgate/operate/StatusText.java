package dev.headgate.operate;

import dev.headgate.operate.Status.Alarm;
import dev.headgate.operate.Status.ChainStatus;
import dev.headgate.operate.Status.FailoverStatus;
import dev.headgate.operate.Status.NodeStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The status as text for a terminal: an aligned table per chain, the active node marked with `*`.
/// Its words serve the HTML page too.
final class StatusText {
  static final List<String> COLUMNS =
      List.of(
          "node", "role", "verdict", "head", "lag", "score", "p50 ms", "p99 ms", "ws", "breaker");
  private static final int FAILOVERS = 3;

  private StatusText() {}

  static String of(Status status) {
    return status.chains().entrySet().stream()
        .map(entry -> chain(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("\n", title(status) + "\n\n", ""));
  }

  static String title(Status status) {
    return "headgate " + status.version() + ", up " + uptime(status.uptimeSeconds());
  }

  /// One sentence that says whether the chain is safe.
  static String verdict(ChainStatus chain) {
    String active =
        chain
            .active()
            .map(node -> node + " active" + (chain.degraded() ? ", DEGRADED" : ""))
            .orElse("NOT SERVED");
    String alarms =
        (chain.paused().isPresent() ? ", PAUSED" : "")
            + (chain.stalled() ? ", STALLED" : "")
            + (chain.forked() ? ", FORKED" : "");
    return String.join(
        ", ",
        active + alarms,
        chain.standbyReady() ? "standby ready" : "STANDBY NOT READY",
        "head " + number(chain.head()),
        "floor " + number(chain.floor()));
  }

  /// To the second: what is beyond is for programs.
  static String second(String at) {
    return at.replaceFirst("\\.\\d+Z$", "Z");
  }

  /// What is in force by order, a sentence each.
  static List<String> orders(ChainStatus chain) {
    List<String> marks = new ArrayList<>();
    chain
        .paused()
        .ifPresent(by ->
            marks.add(
                "paused since "
                    + second(by.at())
                    + " by "
                    + by.words()
                    + "; `headgate resume` ends it"));
    chain
        .held()
        .ifPresent(held ->
            marks.add(
                held.node()
                    + " keeps its place while it is fit, by order of "
                    + held.order().words()
                    + " ("
                    + second(held.order().at())
                    + ")"));
    chain
        .waiting()
        .ifPresent(waits ->
            marks.add(
                "a switchover to "
                    + waits.to().orElse("the best standby")
                    + " waits until it has caught up, at most until "
                    + second(waits.until())
                    + ", by order of "
                    + waits.order().words()));
    return marks;
  }

  static String alarm(Alarm alarm) {
    return "alarm: "
        + alarm.what()
        + alarm
            .acknowledged()
            .map(by -> ", acknowledged by " + by.words() + " (" + second(by.at()) + ")")
            .orElse("");
  }

  /// The node's cells in the order of the columns.
  static List<String> cells(NodeStatus node) {
    return List.of(
        node.name(),
        node.role(),
        node.cordoned().isPresent() ? "CORDONED" : node.fit() ? "fit" : "UNFIT",
        number(node.head()),
        lag(node),
        decimal(node.score(), "%.2f"),
        decimal(node.latencyMs().p50(), "%.1f"),
        decimal(node.latencyMs().p99(), "%.1f"),
        node.webSocket(),
        node.breaker());
  }

  static String failover(FailoverStatus failover) {
    return second(failover.at())
        + "  "
        + (failover.from().isEmpty() ? "start" : failover.from())
        + " -> "
        + failover.to()
        + " ("
        + failover.reason()
        + "), detected in "
        + failover.detectMs()
        + " ms, first answer after "
        + decimal(failover.switchMs(), "%.1f")
        + " ms";
  }

  private static String chain(String name, ChainStatus chain) {
    Stream<String> failovers =
        chain.failovers().stream().limit(FAILOVERS).map(failover -> "  " + failover(failover));
    Stream<String> marks =
        Stream.concat(orders(chain).stream(), chain.alarms().stream().map(StatusText::alarm))
            .map(mark -> "  " + mark);
    return Stream.of(
            Stream.of(name + ": " + verdict(chain)), marks, table(chain).stream(), failovers)
        .flatMap(lines -> lines)
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static List<String> table(ChainStatus chain) {
    List<List<String>> rows =
        Stream.concat(
                Stream.of(row("  ", COLUMNS, "reason")),
                chain.nodes().stream()
                    .map(node -> row(mark(chain, node), cells(node), node.reason())))
            .toList();
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream().map(row -> aligned(row, widths)).toList();
  }

  private static List<String> row(String mark, List<String> cells, String reason) {
    return Stream.of(Stream.of(mark), cells.stream(), Stream.of(reason))
        .flatMap(part -> part)
        .toList();
  }

  private static String mark(ChainStatus chain, NodeStatus node) {
    return chain.active().filter(node.name()::equals).isPresent() ? "* " : "  ";
  }

  private static String aligned(List<String> row, int[] widths) {
    return IntStream.range(0, row.size())
        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
        .collect(Collectors.joining("  "));
  }

  private static String lag(NodeStatus node) {
    return node.lagBlocks().isEmpty() || node.lagMs().isEmpty()
        ? "-"
        : String.format(
            Locale.ROOT,
            "%d / %.1f s",
            node.lagBlocks().getAsLong(),
            node.lagMs().getAsLong() / 1e3);
  }

  private static String number(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "-";
  }

  private static String decimal(OptionalDouble value, String format) {
    return value.isPresent() ? String.format(Locale.ROOT, format, value.getAsDouble()) : "-";
  }

  private static String uptime(long seconds) {
    Duration up = Duration.ofSeconds(seconds);
    return up.toDays() > 0
        ? up.toDays() + " d " + up.toHoursPart() + " h"
        : up.toHours() > 0
            ? up.toHours() + " h " + up.toMinutesPart() + " min"
            : up.toMinutes() + " min " + up.toSecondsPart() + " s";
  }
}
