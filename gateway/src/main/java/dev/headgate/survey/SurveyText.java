package dev.headgate.survey;

import dev.headgate.chain.Chain;
import dev.headgate.survey.NodeFacts.Head;
import dev.headgate.survey.Survey.ChainReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// A survey for people: a table for each chain, and the advice below it.
public final class SurveyText {
  private static final List<String> TITLES =
      List.of(
          "node", "role", "round trip", "head", "age", "state", "proofs", "batch", "ws", "client");
  private static final String UNKNOWN = "?";

  private SurveyText() {}

  /// All chains, ending with a line break.
  public static String of(List<ChainReport> reports) {
    StringBuilder text = new StringBuilder();
    reports.forEach(report -> text.append(chain(report)).append('\n'));
    return text.toString();
  }

  private static String chain(ChainReport report) {
    StringBuilder text = new StringBuilder(title(report)).append('\n');
    List<List<String>> rows = new ArrayList<>();
    rows.add(TITLES);
    report.nodes().stream().filter(NodeFacts::answered).map(SurveyText::row).forEach(rows::add);
    if (rows.size() > 1) {
      table(rows, text);
    }
    lacks(report.nodes().stream().filter(NodeFacts::answered).toList(), text);
    for (Advice each : report.advice()) {
      text.append("  %s: %s%n".formatted(word(each.weight()), each.sentence()));
    }
    return text.toString();
  }

  private static void lacks(List<NodeFacts> nodes, StringBuilder text) {
    Set<String> all = new TreeSet<>();
    nodes.forEach(each -> all.addAll(each.lacks()));
    nodes.forEach(each -> all.retainAll(each.lacks()));
    if (!all.isEmpty()) {
      text.append(
          "  not known by %s: %s%n"
              .formatted(
                  nodes.size() == 1 ? nodes.getFirst().node() : "any", String.join(", ", all)));
    }
    for (NodeFacts each : nodes) {
      List<String> own =
          each.sortedLacks().stream().filter(method -> !all.contains(method)).toList();
      if (!own.isEmpty()) {
        text.append("  not known by %s: %s%n".formatted(each.node(), String.join(", ", own)));
      }
    }
  }

  private static String title(ChainReport report) {
    Chain chain = report.chain().chain();
    OptionalLong id = chain.chainId();
    return chain.name() + (id.isPresent() ? ", chain id " + id.getAsLong() : "");
  }

  private static String word(Advice.Weight weight) {
    return switch (weight) {
      case FAULT -> "error";
      case WARNING -> "warning";
      case HINT -> "hint";
    };
  }

  private static List<String> row(NodeFacts facts) {
    Optional<Head> head = facts.head();
    return List.of(
        facts.node().name(),
        facts.node().role().name().toLowerCase(Locale.ROOT),
        facts.roundTrip().map(Spans::words).orElse(UNKNOWN),
        head.map(each -> Long.toString(each.number())).orElse(UNKNOWN),
        head.map(each -> Spans.words(each.age())).orElse(UNKNOWN),
        facts.state().map(NodeFacts.Reach::words).orElse(UNKNOWN),
        facts.lacks().contains("eth_getProof")
            ? "none"
            : facts.proofs().map(NodeFacts.Reach::words).orElse(UNKNOWN),
        facts.batch().map(SurveyText::batch).orElse(UNKNOWN),
        !facts.node().hasWs()
            ? "-"
            : facts.socket().map(socket -> socket.taken() ? "yes" : "no").orElse(UNKNOWN),
        facts.client().orElse(UNKNOWN));
  }

  private static String batch(NodeFacts.Batch batch) {
    return batch.most() + (batch.refused().isEmpty() ? "+" : "");
  }

  private static void table(List<List<String>> rows, StringBuilder text) {
    int[] widths = new int[TITLES.size()];
    rows.forEach(
        row -> Arrays.setAll(widths, column -> Math.max(widths[column], row.get(column).length())));
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int column = 0; column < widths.length; column++) {
        line.append(' ')
            .append(row.get(column))
            .repeat(' ', widths[column] - row.get(column).length() + 1);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
