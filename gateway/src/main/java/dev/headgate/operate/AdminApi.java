package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.Commands;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Deed;
import dev.headgate.health.judge.Order;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.request.accept.Pages.Page;
import dev.headgate.time.SteadyClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `POST /admin/<act>`: reads an order, gives it, waits for what becomes of it, writes it down and
/// answers. 200 done, 400 with what to write instead, 404 no such chain, node or act, 409 refused
/// with the reason, 503 when the judge does not answer. Thread-safe; blocks the asker's own thread.
public final class AdminApi {
  /// What each act takes.
  private static final Map<String, List<String>> KEYS = keys();

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration USUAL_WAIT = Duration.ofSeconds(60);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  /// An answer, and what is to be done once it is out.
  record Answered(Page page, Runnable then) {}

  /// @param status of HTTP when it is not told by the result
  private record Outcome(int status, String result, String sentence, List<String> warnings) {
    static Outcome of(Decision decision) {
      return new Outcome(
          decision.kind() == Decision.Kind.REFUSED ? 409 : 200,
          Labels.of(decision.kind()),
          decision.sentence(),
          decision.warnings());
    }

    static Outcome refused(int status, String sentence) {
      return new Outcome(status, "refused", sentence, List.of());
    }

    static Outcome of(AdminActions.Result result) {
      return result.done()
          ? new Outcome(200, "done", result.sentence(), List.of())
          : refused(409, result.sentence());
    }
  }

  private final HealthBoard board;
  private final Commands commands;
  private final AdminActions actions;
  private final ActLog log;
  private final SteadyClock clock;

  /// An API over these.
  ///
  /// @param commands takes the orders on chains
  /// @param actions does what concerns the gateway as a whole
  public AdminApi(
      HealthBoard board, Commands commands, AdminActions actions, ActLog log, SteadyClock clock) {
    this.board = board;
    this.commands = commands;
    this.actions = actions;
    this.log = log;
    this.clock = clock;
  }

  private static Map<String, List<String>> keys() {
    Map<String, List<String>> keys = new LinkedHashMap<>();
    keys.put("switchover", List.of("chain", "to", "whenCaughtUp", "within", "why"));
    keys.put("cordon", List.of("node", "why"));
    keys.put("uncordon", List.of("node", "why"));
    keys.put("pause", List.of("chain", "why"));
    keys.put("resume", List.of("chain", "why"));
    keys.put("ack", List.of("chain", "why"));
    keys.put("reload", List.of("why"));
    keys.put("drain", List.of("why"));
    return keys;
  }

  static boolean knows(String act) {
    return KEYS.containsKey(act);
  }

  static String acts() {
    return String.join(", ", KEYS.keySet());
  }

  /// @param act that [#knows] says yes to
  /// @param who asks
  /// @param text whether the answer is for a terminal, not JSON
  Answered act(String act, String body, String who, boolean text) {
    try {
      AdminRequest request = AdminRequest.of(act, body, Objects.requireNonNull(KEYS.get(act), act));
      Act asked = asked(act, request, who);
      Outcome outcome = outcome(asked, request);
      write(asked, outcome);
      boolean drains = act.equals("drain") && outcome.status() == 200;
      return new Answered(page(outcome, text), drains ? actions::drain : () -> {});
    } catch (AdminRequest.Wrong wrong) {
      return new Answered(page(Outcome.refused(400, wrong.sentence()), text), () -> {});
    }
  }

  private Act asked(String act, AdminRequest request, String who) throws AdminRequest.Wrong {
    boolean switchover = act.equals("switchover");
    Optional<String> node = request.optional(switchover ? "to" : "node");
    return new Act(
        clock.instant().toString(),
        act,
        request.optional("chain").map(AdminRequest::shown),
        node.map(AdminRequest::shown),
        who,
        request.why(),
        "",
        "",
        List.of());
  }

  private void write(Act asked, Outcome outcome) {
    log.add(
        new Act(
            asked.at(),
            asked.act(),
            asked.chain(),
            asked.node(),
            asked.who(),
            asked.why(),
            outcome.result(),
            outcome.sentence(),
            outcome.warnings()));
  }

  private Outcome outcome(Act asked, AdminRequest request) throws AdminRequest.Wrong {
    Deed deed = new Deed(clock.instant(), asked.who(), asked.why());
    return switch (asked.act()) {
      case "switchover" -> switchover(asked, request, deed);
      case "cordon" -> onNode(request, node -> new Order.Cordon(deed, node));
      case "uncordon" -> onNode(request, node -> new Order.Uncordon(deed, node));
      case "pause" -> onChains(request.optional("chain"), new Order.Pause(deed));
      case "resume" -> onChains(request.optional("chain"), new Order.Resume(deed));
      case "ack" -> onChains(Optional.of(request.needed("chain")), new Order.Ack(deed));
      case "reload" -> Outcome.of(actions.reload());
      default -> Outcome.of(actions.draining());
    };
  }

  private Outcome switchover(Act asked, AdminRequest request, Deed deed) throws AdminRequest.Wrong {
    String name = request.needed("chain");
    Duration within = request.within(USUAL_WAIT, LONGEST_WAIT);
    boolean waits = request.flag("whenCaughtUp");
    Optional<Chain> chain = chain(name);
    if (chain.isEmpty()) {
      return noChain(name);
    }
    Optional<String> to = request.optional("to");
    if (to.isPresent() && chain.get().judged().stream().noneMatch(n -> n.name().equals(to.get()))) {
      return Outcome.refused(
          404,
          "%s has no node %s that can be active; it has %s"
              .formatted(chain.get(), AdminRequest.shown(to.get()), names(chain.get().judged())));
    }
    Commands.Given given =
        commands.order(
            chain.get().name(),
            new Order.Switchover(deed, to, waits, clock.instant().plus(within)));
    Outcome taken = outcome(given.taken(), PATIENCE, chain.get());
    if (taken.result().equals("waiting")) {
      write(asked, taken);
      return outcome(given.ended(), within.plus(PATIENCE), chain.get());
    }
    return taken;
  }

  private Outcome onNode(AdminRequest request, Function<String, Order> order)
      throws AdminRequest.Wrong {
    String name = request.needed("node");
    for (ChainHealth health : board.all()) {
      Optional<Node> node = health.chain().node(name);
      if (node.isPresent() && node.get().isRelay()) {
        return Outcome.refused(
            409,
            name
                + " is a relay, which serves only what is routed to it; take it out of"
                + " methods.route and reload");
      }
      if (node.isPresent()) {
        return ordered(health.chain(), order.apply(name));
      }
    }
    return Outcome.refused(
        404,
        "no node %s; there are %s"
            .formatted(
                AdminRequest.shown(name),
                board.all().stream()
                    .map(health -> names(health.chain().judged()))
                    .collect(Collectors.joining(", "))));
  }

  private Outcome onChains(Optional<String> name, Order order) {
    if (name.isPresent() && chain(name.get()).isEmpty()) {
      return noChain(name.get());
    }
    List<Outcome> all =
        board.all().stream()
            .map(ChainHealth::chain)
            .filter(chain -> name.isEmpty() || chain.name().equals(name.get()))
            .map(chain -> ordered(chain, order))
            .toList();
    Outcome worst = all.stream().filter(o -> o.status() != 200).findFirst().orElse(all.getFirst());
    List<String> warnings = new ArrayList<>();
    all.forEach(outcome -> warnings.addAll(outcome.warnings()));
    return new Outcome(
        worst.status(),
        worst.result(),
        all.stream().map(Outcome::sentence).collect(Collectors.joining("; ")),
        warnings);
  }

  private Outcome ordered(Chain chain, Order order) {
    return outcome(commands.order(chain.name(), order).ended(), PATIENCE, chain);
  }

  private static Outcome outcome(
      CompletableFuture<Decision> decision, Duration patience, Chain chain) {
    try {
      return Outcome.of(decision.get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Outcome.refused(503, "this gateway is stopping");
    } catch (ExecutionException | TimeoutException _) {
      return Outcome.refused(
          503, "the judge of " + chain + " does not answer; the gateway's log may say why");
    }
  }

  private Optional<Chain> chain(String name) {
    return board.of(name).map(ChainHealth::chain);
  }

  private Outcome noChain(String name) {
    return Outcome.refused(
        404,
        "no chain %s; there are %s"
            .formatted(
                AdminRequest.shown(name),
                board.all().stream()
                    .map(health -> health.chain().name())
                    .collect(Collectors.joining(", "))));
  }

  private static String names(List<Node> nodes) {
    return nodes.stream().map(Node::name).collect(Collectors.joining(", "));
  }

  private static Page page(Outcome outcome, boolean text) {
    if (text) {
      String warnings =
          outcome.warnings().stream()
              .map(w -> "warning: " + w + "\n")
              .collect(Collectors.joining());
      return new Page(
          outcome.status(), "text/plain; charset=utf-8", outcome.sentence() + "\n" + warnings);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("result", outcome.result());
    json.put("sentence", outcome.sentence());
    json.put("warnings", outcome.warnings());
    return new Page(outcome.status(), "application/json", JSON.writeValueAsString(json) + "\n");
  }
}
