package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.request.accept.Pages.Page;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `/history` and `/explain`: why the traffic went where it went, and where it would go now. Both
/// as text, or as JSON when `format=json` or the `Accept` header asks for it. Thread-safe.
public final class ReasonsPage {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String DEFAULT_METHOD = "eth_blockNumber";
  private static final int LONGEST_METHOD = 256;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final HealthBoard board;
  private final Supplier<Map<String, Journal>> journals;
  private final Explainer explainer;
  private final FailoverTimes times;
  private final ActLog acts;

  /// Pages about the chains of the board.
  ///
  /// @param journals of the moment, by the chain's name
  /// @param metrics measures how long failovers took
  /// @param acts of operators
  public ReasonsPage(
      HealthBoard board,
      Supplier<Map<String, Journal>> journals,
      Explainer explainer,
      Metrics metrics,
      ActLog acts) {
    this.board = board;
    this.journals = journals;
    this.explainer = explainer;
    this.times = metrics.failoverTimes();
    this.acts = acts;
  }

  /// Every change of the active nodes and every act of operators; of one chain with `chain=`.
  Page history(String uri, String accept) {
    Optional<String> chain = Target.of(uri).first("chain");
    Map<String, Journal> wanted = new LinkedHashMap<>(journals.get());
    if (chain.isPresent() && !wanted.containsKey(chain.get())) {
      return unknown(chain.get());
    }
    chain.ifPresent(name -> wanted.keySet().retainAll(List.of(name)));
    History history = History.of(wanted, times, acts(chain));
    return json(uri, accept) ? page(history) : new Page(200, TEXT, history.text());
  }

  /// Those on one chain, its nodes and all chains.
  private List<Act> acts(Optional<String> chain) {
    List<String> nodes =
        chain
            .flatMap(board::of)
            .map(ChainHealth::chain)
            .map(Chain::nodes)
            .orElse(List.of())
            .stream()
            .map(Node::name)
            .toList();
    return acts.acts().stream()
        .filter(act ->
            chain.isEmpty()
                || act.chain()
                    .map(chain.get()::equals)
                    .or(() -> act.node().map(nodes::contains))
                    .orElse(true))
        .toList();
  }

  /// The order of the nodes for a call of `method=` to `chain=`, which may be left out where there
  /// is one chain.
  Page explain(String uri, String accept) {
    Target target = Target.of(uri);
    List<ChainHealth> all = board.all();
    Optional<String> wanted = target.first("chain");
    if (wanted.isEmpty() && all.size() > 1) {
      return new Page(400, TEXT, "write chain=" + names() + "\n");
    }
    String name = wanted.orElseGet(() -> all.getFirst().chain().name());
    String method = target.first("method").filter(m -> !m.isEmpty()).orElse(DEFAULT_METHOD);
    if (method.length() > LONGEST_METHOD) {
      return new Page(400, TEXT, "no method has a name that long\n");
    }
    Optional<ChainHealth> health = board.of(name);
    if (health.isEmpty()) {
      return unknown(name);
    }
    Explanation explanation = explainer.explain(health.get(), method);
    return json(uri, accept) ? page(explanation) : new Page(200, TEXT, explanation.text());
  }

  private Page unknown(String chain) {
    String shown = chain.length() > LONGEST_METHOD ? "..." : chain;
    return new Page(404, TEXT, "no chain " + shown + "; there are " + names() + "\n");
  }

  private String names() {
    return board.all().stream().map(h -> h.chain().name()).collect(Collectors.joining(", "));
  }

  private static boolean json(String uri, String accept) {
    String format = Target.of(uri).first("format").orElse("");
    return format.isEmpty()
        ? accept.toLowerCase(Locale.ROOT).contains("application/json")
        : format.equals("json");
  }

  private static Page page(Object value) {
    return new Page(200, "application/json", JSON.writeValueAsString(value) + "\n");
  }
}
