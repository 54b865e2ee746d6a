package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.accept.Pages;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What load balancers ask: `/livez`, `/readyz` with its alias `/healthz`, and `/`. Answers from
/// the board alone, so that it never waits for a node. Thread-safe.
///
/// `/readyz` is 200 whenever a call would be served: by each chain, by the chains named with
/// `chain=` (name or id), or with `any` by one of them. Its first line is the reason; it begins
/// with `degraded` when only an unfit node is left, and is 503 too in a drain, in the warm-up of a
/// start, and while no new client can be let in (`full`). `verbose` adds a line per chain. An
/// unknown chain is 404, an unknown key is ignored.
public final class HealthPages implements Pages {
  private static final Set<String> VERBS = Set.of("GET", "HEAD", "OPTIONS");
  private static final String TEXT = "text/plain; charset=utf-8";

  private final HealthBoard board;
  private final BooleanSupplier draining;
  private final Supplier<String> closed;
  private final BooleanSupplier warming;

  /// @param draining true from the first moment of a drain; asked on event loops
  public HealthPages(HealthBoard board, BooleanSupplier draining) {
    this(board, draining, () -> "", () -> false);
  }

  /// @param draining true from the first moment of a drain; asked on event loops
  /// @param closed why no new client is let in at the moment, empty when each is; asked there too
  /// @param warming whether the gateway still makes itself fast; asked there too
  public HealthPages(
      HealthBoard board,
      BooleanSupplier draining,
      Supplier<String> closed,
      BooleanSupplier warming) {
    this.board = board;
    this.draining = draining;
    this.closed = closed;
    this.warming = warming;
  }

  @Override
  public Optional<Page> page(String verb, String uri) {
    if (!VERBS.contains(verb)) {
      return Optional.empty();
    }
    Target target = Target.of(uri);
    return switch (target.path()) {
      case "/" -> Optional.of(text(200, welcome()));
      case "/livez" -> Optional.of(text(200, "ok"));
      case "/readyz", "/healthz" -> Optional.of(ready(target));
      default -> Optional.empty();
    };
  }

  private String welcome() {
    return "Headgate: POST JSON-RPC 2.0 to /<chain>, where <chain> is one of "
        + names()
        + "; health at /readyz and /livez";
  }

  private Page ready(Target target) {
    List<ChainHealth> all = board.all();
    List<String> asked = target.all("chain");
    Optional<String> unknown =
        asked.stream().filter(name -> all.stream().noneMatch(isNamed(name))).findFirst();
    if (unknown.isPresent()) {
      return text(
          404, "no chain " + AdminRequest.shown(unknown.get()) + "; the chains are " + names());
    }
    List<Line> lines =
        all.stream()
            .filter(
                health -> asked.isEmpty() || asked.stream().anyMatch(n -> isNamed(n).test(health)))
            .map(Line::of)
            .toList();
    Line summary = summary(lines, target.has("any"));
    int status = summary.served() ? 200 : 503;
    return text(status, target.has("verbose") ? verbose(summary, lines) : summary.words());
  }

  static Predicate<ChainHealth> isNamed(String nameOrId) {
    return health -> {
      Chain chain = health.chain();
      return chain.name().equals(nameOrId)
          || (chain.chainId().isPresent()
              && Long.toString(chain.chainId().getAsLong()).equals(nameOrId));
    };
  }

  private Line summary(List<Line> lines, boolean any) {
    if (draining.getAsBoolean()) {
      return Line.DRAINING;
    }
    if (warming.getAsBoolean()) {
      return Line.WARMING;
    }
    String why = closed.get();
    return why.isEmpty() ? ofChains(lines, any) : new Line("", false, false, "full: " + why);
  }

  private static Line ofChains(List<Line> lines, boolean any) {
    boolean served =
        any ? lines.stream().anyMatch(Line::served) : lines.stream().allMatch(Line::served);
    boolean degraded =
        any
            ? lines.stream().filter(Line::served).allMatch(Line::degraded)
            : lines.stream().anyMatch(Line::degraded);
    String troubles =
        lines.stream()
            .filter(line -> !line.served() || line.degraded())
            .map(line -> line.chain() + ": " + line.words())
            .collect(Collectors.joining("; "));
    if (troubles.isEmpty()) {
      return new Line("", true, false, "ok");
    }
    String begin = !served ? "not ready: " : degraded ? "degraded: " : "ok, but ";
    return new Line("", served, degraded, begin + troubles);
  }

  private static String verbose(Line summary, List<Line> lines) {
    return lines.stream()
        .map(Line::mark)
        .collect(Collectors.joining("\n", summary.words() + "\n", ""));
  }

  private String names() {
    return board.all().stream()
        .map(health -> health.chain().name())
        .collect(Collectors.joining(", "));
  }

  private static Page text(int status, String words) {
    return new Page(status, TEXT, words + "\n");
  }

  /// How one chain is, in a line's words.
  record Line(String chain, boolean served, boolean degraded, String words) {
    static final Line DRAINING = new Line("", false, false, "draining: this gateway is stopping");

    static final Line WARMING = new Line("", false, false, "not ready: it warms up");

    static Line of(ChainHealth health) {
      String chain = health.chain().name();
      if (!health.servable()) {
        return new Line(chain, false, false, "not served, " + whyNot(health));
      }
      return health.degraded()
          ? new Line(chain, true, true, "degraded, only an unfit node is left: " + why(health))
          : new Line(chain, true, false, "ok" + alarms(health));
    }

    /// Served as well as it can be, so no load balancer should mind; a person should.
    private static String alarms(ChainHealth health) {
      return (health.stalled() ? ", but the chain stands still: no fit node has a new head" : "")
          + (health.forked() ? ", but nodes are on different forks" : "");
    }

    String mark() {
      return (served ? "[+]" : "[-]") + chain + " " + words;
    }

    private static String whyNot(ChainHealth health) {
      if (!health.judged()) {
        return "its nodes are not judged yet";
      }
      return health.nodes().isEmpty()
          ? "it has no node"
          : health.nodes().stream().map(Line::told).collect(Collectors.joining(", "));
    }

    private static String why(ChainHealth health) {
      return health.nodes().stream()
          .filter(node -> health.active().filter(node.node()::equals).isPresent())
          .map(Line::told)
          .findFirst()
          .orElse("its state is not known");
    }

    private static String told(NodeHealth health) {
      String reason = health.verdict().reason().replaceAll("\\s+", " ");
      return health.node().name() + (reason.isEmpty() ? "" : " " + reason);
    }
  }
}
