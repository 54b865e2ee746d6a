package dev.headgate.operate;

import dev.headgate.operate.Status.ChainStatus;
import dev.headgate.operate.Status.FailoverStatus;
import dev.headgate.operate.Status.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The status as one HTML page that reloads itself: no script, nothing from elsewhere. State is
/// told in words first and in colour second.
final class StatusHtml {
  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="refresh" content="5">
      """;
  private static final String STYLE =
      """
      <style>
      :root { color-scheme: light dark; --good: light-dark(#0a7a50, #4cc38a); --bad: light-dark(#c02f12, #ff8b6b);
        --note: light-dark(#8a5a00, #e8b04a); --dim: light-dark(#5c6670, #9aa5b1); --line: light-dark(#dde2e7, #333b44);
        --card: light-dark(#fff, #1a1f25); }
      body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1rem 1.25rem 2rem;
        background: light-dark(#f4f6f8, #11151a); color: light-dark(#16202a, #e4e9ee); }
      header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; align-items: baseline; margin-bottom: .8rem; }
      h1 { font-size: 1.15rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0; display: inline; }
      .dim { color: var(--dim); } .good { color: var(--good); } .bad { color: var(--bad); } .note { color: var(--note); }
      section { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--good);
        border-radius: .4rem; padding: .7rem 1rem .8rem; margin: 0 0 .9rem; }
      section.bad { border-left-color: var(--bad); color: inherit; } section.note { border-left-color: var(--note); color: inherit; }
      .badge { border: 1px solid currentColor; border-radius: 1rem; padding: .02rem .55rem; font-size: .8rem; font-weight: 600; margin-left: .5rem; }
      .wide { overflow-x: auto; margin-top: .5rem; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
      th { font-weight: 500; font-size: .82rem; color: var(--dim); }
      th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
      tr:last-child td { border-bottom: 0; } td:last-child { white-space: normal; min-width: 12rem; }
      tr.active td:first-child { font-weight: 700; }
      ul { margin: .35rem 0 0; padding-left: 1.1rem; } details { margin-top: .5rem; } summary { cursor: pointer; color: var(--dim); }
      a { color: inherit; }
      </style>
      </head>
      <body>
      """;
  private static final String FOOT =
      """
      <p class="dim">Reloads every 5 s. The same as <a href="?format=json">JSON</a> or <a href="?format=text">text</a>;
      <a href="/history">history</a>, <a href="/metrics">metrics</a>. To act: <code>headgate switchover | cordon | pause | ack --help</code>.</p>
      </body>
      </html>
      """;
  private static final int FAILOVERS = 8;
  private static final List<String> COLUMNS =
      List.of(
          "node",
          "role",
          "verdict",
          "head",
          "lag",
          "score",
          "p50 ms",
          "p99 ms",
          "WebSocket",
          "breaker",
          "remark");

  private StatusHtml() {}

  static String of(Status status) {
    List<String> ill =
        status.chains().entrySet().stream()
            .filter(entry -> bad(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    String chains =
        status.chains().entrySet().stream()
            .map(entry -> chain(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return HEAD
        + "<title>"
        + escaped(title(ill))
        + "</title>\n"
        + STYLE
        + "<header><h1>Headgate</h1>"
        + span(ill.isEmpty() ? "good" : "bad", summary(status, ill))
        + span("dim", StatusText.title(status))
        + "</header>\n"
        + chains
        + FOOT;
  }

  /// Seen in a tab that lies behind others.
  private static String title(List<String> ill) {
    return ill.isEmpty() ? "Headgate" : "(" + ill.size() + ") Headgate: " + String.join(", ", ill);
  }

  private static String summary(Status status, List<String> ill) {
    int all = status.chains().size();
    return ill.isEmpty()
        ? (all == 1 ? "the chain is well" : "all " + all + " chains are well")
        : ill.size() + " of " + all + " need a look: " + String.join(", ", ill);
  }

  /// A page is red until a person has said that it was seen.
  private static boolean bad(ChainStatus chain) {
    boolean unseen = chain.alarms().stream().anyMatch(alarm -> alarm.acknowledged().isEmpty());
    return unseen || chain.active().isEmpty() || chain.degraded();
  }

  private static boolean noted(ChainStatus chain) {
    return !chain.alarms().isEmpty()
        || chain.paused().isPresent()
        || chain.held().isPresent()
        || chain.waiting().isPresent()
        || chain.nodes().stream().anyMatch(node -> node.cordoned().isPresent());
  }

  private static String chain(String name, ChainStatus chain) {
    String kind = bad(chain) ? "bad" : noted(chain) ? "note" : "good";
    return """
    <section class="%s">
    <h2>%s</h2>%s <span class="dim">%s</span>
    %s<div class="wide"><table>
    <tr>%s</tr>
    %s
    </table></div>
    %s</section>
    """
        .formatted(
            kind,
            escaped(name),
            badges(chain),
            escaped(StatusText.verdict(chain)),
            list(marks(chain)),
            cells("th", COLUMNS),
            chain.nodes().stream().map(node -> row(chain, node)).collect(Collectors.joining("\n")),
            failovers(chain.failovers()));
  }

  private static String badges(ChainStatus chain) {
    String alarms =
        chain.alarms().stream()
            .map(alarm -> badge(alarm.acknowledged().isEmpty() ? "bad" : "note", alarm.what()))
            .collect(Collectors.joining());
    String calm = chain.active().isEmpty() ? badge("bad", "not served") : badge("good", "well");
    return (chain.alarms().isEmpty() ? calm : alarms)
        + (chain.paused().isPresent() ? badge("note", "paused") : "")
        + (chain.held().isPresent() ? badge("note", "held") : "")
        + (chain.waiting().isPresent() ? badge("note", "switchover waits") : "");
  }

  /// An alarm that nobody has seen stands out as a badge; who has seen one is told here.
  private static List<String> marks(ChainStatus chain) {
    return Stream.concat(
            StatusText.orders(chain).stream(),
            chain.alarms().stream()
                .filter(alarm -> alarm.acknowledged().isPresent())
                .map(StatusText::alarm))
        .toList();
  }

  private static String badge(String kind, String words) {
    return span("badge " + kind, words);
  }

  private static String span(String kind, String words) {
    return "<span class=\"%s\">%s</span>".formatted(kind, escaped(words));
  }

  private static String list(List<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream()
            .map(line -> "<li>" + escaped(line) + "</li>")
            .collect(Collectors.joining("\n", "<ul class=\"note\">", "</ul>\n"));
  }

  private static String row(ChainStatus chain, NodeStatus node) {
    boolean active = chain.active().filter(node.name()::equals).isPresent();
    List<String> cells = StatusText.cells(node);
    String verdict =
        node.cordoned().isPresent()
            ? span("note", "CORDONED")
            : span(node.fit() ? "good" : "bad", node.fit() ? "fit" : "UNFIT");
    return "<tr class=\"%s\"><td>%s</td><td>%s</td><td>%s</td>%s<td>%s</td></tr>"
        .formatted(
            (active ? "active " : "") + (node.fit() ? "fit" : "unfit"),
            escaped(cells.get(0) + (active ? " (active)" : "")),
            escaped(cells.get(1)),
            verdict,
            cells("td", cells.subList(3, cells.size())),
            escaped(remark(node)));
  }

  private static String remark(NodeStatus node) {
    String lacks = node.lacks().isEmpty() ? "" : "lacks " + String.join(", ", node.lacks());
    return node.reason().isEmpty() || lacks.isEmpty()
        ? node.reason() + lacks
        : node.reason() + "; " + lacks;
  }

  private static String failovers(List<FailoverStatus> failovers) {
    if (failovers.isEmpty()) {
      return "";
    }
    String count = failovers.size() == 1 ? "1 failover" : failovers.size() + " failovers";
    return failovers.stream()
        .limit(FAILOVERS)
        .map(failover ->
            "<li>%s<br><span class=\"dim\">%s</span></li>"
                .formatted(escaped(failover.sentence()), escaped(StatusText.failover(failover))))
        .collect(
            Collectors.joining(
                "\n", "<details open><summary>" + count + "</summary><ul>", "</ul></details>\n"));
  }

  private static String cells(String tag, List<String> cells) {
    return cells.stream()
        .map(cell -> "<" + tag + ">" + escaped(cell) + "</" + tag + ">")
        .collect(Collectors.joining());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
