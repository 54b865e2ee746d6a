package dev.headgate.operate;

import dev.headgate.operate.Status.ChainStatus;
import dev.headgate.operate.Status.NodeStatus;
import java.util.List;
import java.util.stream.Collectors;

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
      <title>Headgate</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 64rem; padding: 0 1rem; }
      h1 { font-size: 1.1rem; } h2 { font-size: 1rem; margin: 1.5rem 0 .3rem; padding-left: .6rem; border-left: .4rem solid #0a7; }
      h2.bad { border-color: #d50; } .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
      th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; white-space: nowrap; }
      td:last-child { white-space: normal; } tr.active td:first-child { font-weight: bold; } tr.unfit td { color: #d50; }
      ul { margin: .4rem 0; padding-left: 1.2rem; }
      </style>
      </head>
      <body>
      """;
  private static final String FOOT =
      """
      <p>The same as <a href="?format=json">JSON</a> or <a href="?format=text">text</a>; <a href="/metrics">metrics</a>.</p>
      </body>
      </html>
      """;
  private static final int FAILOVERS = 5;

  private StatusHtml() {}

  static String of(Status status) {
    String chains =
        status.chains().entrySet().stream()
            .map(entry -> chain(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    return HEAD + "<h1>" + escaped(StatusText.title(status)) + "</h1>\n" + chains + FOOT;
  }

  private static String chain(String name, ChainStatus chain) {
    boolean bad = chain.active().isEmpty() || chain.degraded() || !chain.standbyReady();
    bad |= chain.stalled() || chain.forked();
    String rows =
        chain.nodes().stream().map(node -> row(chain, node)).collect(Collectors.joining("\n"));
    String failovers =
        chain.failovers().stream()
            .limit(FAILOVERS)
            .map(failover -> "<li>" + escaped(StatusText.failover(failover)) + "</li>")
            .collect(Collectors.joining("\n"));
    return """
    <h2%s>%s: %s</h2>
    <div class="wide"><table>
    <tr>%s<th>reason</th></tr>
    %s
    </table></div>
    <ul>%s</ul>
    """
        .formatted(
            bad ? " class=\"bad\"" : "",
            escaped(name),
            escaped(StatusText.verdict(chain)),
            cells("th", StatusText.COLUMNS),
            rows,
            failovers);
  }

  private static String row(ChainStatus chain, NodeStatus node) {
    boolean active = chain.active().filter(node.name()::equals).isPresent();
    String kind = (active ? "active " : "") + (node.fit() ? "fit" : "unfit");
    return "<tr class=\"%s\">%s<td>%s</td></tr>"
        .formatted(
            kind,
            cells("td", StatusText.cells(node)),
            escaped((active ? "active " : "") + node.reason()));
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
        .replace("\"", "&quot;");
  }
}
