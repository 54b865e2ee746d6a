package dev.headgate.operate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.chain.Role;
import dev.headgate.config.MethodSettings;
import dev.headgate.health.Commands;
import dev.headgate.health.judge.BreakerState;
import dev.headgate.health.judge.ChainHealth;
import dev.headgate.health.judge.Decision;
import dev.headgate.health.judge.Failover;
import dev.headgate.health.judge.NodeHealth;
import dev.headgate.health.judge.Order;
import dev.headgate.health.judge.Orders;
import dev.headgate.health.judge.SocketState;
import dev.headgate.health.judge.Verdict;
import dev.headgate.health.publish.HealthBoard;
import dev.headgate.health.publish.Journal;
import dev.headgate.request.plan.MethodRules;
import dev.headgate.request.send.Lacks;
import dev.headgate.testing.ManualClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;

/// Two chains with a primary and a standby each, a board, and everything of `operate` around it.
final class World {
  static final String SECRET = "canary-5ecret";
  static final long HEAD = 21_000_004;

  final Node gethA = node("geth-a", Role.PRIMARY);
  final Node gethB = node("geth-b", Role.STANDBY);
  final Node gethC = node("geth-c", Role.STANDBY);
  final Chain ethereum = chain("ethereum", 1, gethA, gethB);
  final Node nitroA = node("nitro-a", Role.PRIMARY);
  final Node nitroB = node("nitro-b", Role.STANDBY);
  final Chain arbitrum = chain("arbitrum", 42161, nitroA, nitroB);
  final ManualClock clock = new ManualClock();
  final AtomicBoolean draining = new AtomicBoolean();
  final HealthBoard board = new HealthBoard(List.of(ethereum, arbitrum), clock.instant());
  final Metrics metrics = new Metrics(board, clock, "1.2.3");
  final List<Order> orders = new CopyOnWriteArrayList<>();

  /// Decides at once: what [#ordered] says of it.
  Function<Order, Decision> ordered =
      order -> new Decision(order, Decision.Kind.DONE, "done", List.of("careful"));

  final List<String> asked = new CopyOnWriteArrayList<>();
  final HealthPages health = new HealthPages(board, draining::get);
  final StatusPage status =
      new StatusPage(
          board,
          (node, quantile) ->
              node.equals(gethA) ? OptionalDouble.of(10 * quantile) : OptionalDouble.empty(),
          chain -> chain.equals(ethereum) ? OptionalLong.of(HEAD - 1) : OptionalLong.empty(),
          metrics,
          clock,
          "1.2.3");

  final ActLog acts = new ActLog(metrics);
  final Lacks lacks = new Lacks(clock);
  final Journal journal = new Journal();
  final ReasonsPage reasons =
      new ReasonsPage(
          board,
          () -> Map.of("ethereum", journal, "arbitrum", new Journal()),
          new Explainer(
              World::rules,
              lacks,
              chain -> OptionalLong.of(HEAD),
              (node, quantile) -> OptionalDouble.empty()),
          metrics,
          acts);

  private static MethodRules rules(Chain chain) {
    return new MethodRules(chain, MethodSettings.DEFAULTS);
  }

  final AdminApi api =
      new AdminApi(
          board,
          (chain, order) -> {
            orders.add(order);
            CompletableFuture<Decision> decided =
                CompletableFuture.completedFuture(ordered.apply(order));
            return new Commands.Given(decided, decided);
          },
          new AdminActions() {
            @Override
            public Result reload() {
              asked.add("reload");
              return new Result(false, "the file is refused");
            }

            @Override
            public Result draining() {
              return new Result(true, "it drains");
            }

            @Override
            public void drain() {
              asked.add("drain");
            }
          },
          acts,
          clock);

  World() {
    board.listen(metrics);
  }

  /// Both chains served by their primaries, all well.
  static World well() {
    World world = new World();
    world.publish(
        world.ethereum, world.gethA, List.of(world.fit(world.gethA), world.fit(world.gethB)));
    world.publish(
        world.arbitrum, world.nitroA, List.of(world.fit(world.nitroA), world.fit(world.nitroB)));
    return world;
  }

  NodeHealth fit(Node node) {
    return health(node, new Verdict.Fit(""), 0);
  }

  NodeHealth unfit(Node node, String reason) {
    return health(node, new Verdict.Unfit(reason), 4);
  }

  NodeHealth wrongChain(Node node) {
    return health(node, new Verdict.WrongChain("says chain id 5, not 1"), 0);
  }

  private NodeHealth health(Node node, Verdict verdict, int lag) {
    return new NodeHealth(
        node,
        verdict,
        true,
        OptionalLong.of(HEAD - lag),
        lag,
        lag * 12_000L,
        clock.instant().toEpochMilli() - 1500,
        verdict.fit() ? 0.98 : 0.1,
        1.5,
        SocketState.NONE,
        verdict.fit() ? BreakerState.CLOSED : BreakerState.HALF_OPEN);
  }

  void publish(Chain chain, Node active, List<NodeHealth> nodes, Failover... failovers) {
    publish(chain, Optional.of(active), nodes, failovers);
  }

  void publishUnserved(Chain chain, NodeHealth... nodes) {
    publish(chain, Optional.empty(), List.of(nodes));
  }

  private void publish(
      Chain chain, Optional<Node> active, List<NodeHealth> nodes, Failover... newestFirst) {
    List<NodeHealth> fit = nodes.stream().filter(NodeHealth::fit).toList();
    boolean activeIsFit =
        fit.stream().anyMatch(one -> active.filter(one.node()::equals).isPresent());
    board.publish(
        new ChainHealth(
            chain,
            1,
            clock.instant(),
            true,
            OptionalLong.of(HEAD),
            active,
            active.isPresent() && !activeIsFit,
            fit.size() > 1,
            nodes,
            nodes.stream().map(NodeHealth::node).toList(),
            fit.size(),
            List.of(newestFirst)));
  }

  /// The chain's latest picture once more, under orders and with alarms.
  void under(Chain chain, Orders orders, String... alarms) {
    board.publish(board.of(chain.name()).orElseThrow().with(orders, List.of(alarms)));
  }

  /// The chain's latest picture once more, with both alarms on.
  void alarm(Chain chain) {
    ChainHealth p = board.of(chain.name()).orElseThrow();
    board.publish(
        new ChainHealth(
            p.chain(),
            p.generation() + 1,
            p.at(),
            p.judged(),
            p.tip(),
            p.active(),
            p.degraded(),
            p.standbyReady(),
            p.nodes(),
            p.order(),
            p.fitCount(),
            p.failovers(),
            true,
            true));
  }

  Failover failover(Node from, Node to, String reason) {
    return new Failover(
        clock.instant(),
        from.name(),
        to.name(),
        reason,
        to + " takes over from " + from,
        1800,
        List.of(unfit(from, "lags <4> blocks")));
  }

  Failover start(Node to) {
    return new Failover(clock.instant(), "", to.name(), "start", to + " serves", 0);
  }

  /// The samples of a scrape that begin so.
  List<String> samples(String begin) {
    return scrape().filter(line -> line.startsWith(begin)).toList();
  }

  Stream<String> scrape() {
    return metrics.scrape("").body().lines().filter(line -> !line.startsWith("#"));
  }

  private static Node node(String name, Role role) {
    return new Node(
        name,
        role,
        URI.create("http://user:" + SECRET + "@127.0.0.1:8545/" + SECRET),
        null,
        Map.of("Authorization", SECRET),
        false,
        100,
        256,
        List.of());
  }

  private static Chain chain(String name, long id, Node... nodes) {
    return new Chain(name, OptionalLong.of(id), Duration.ofSeconds(12), List.of(nodes));
  }
}
